"""Addresses of followup."""

app_name = "followup"

urlpatterns = []

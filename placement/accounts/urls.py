"""Addresses of signing in and out."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from placement.accounts import views

app_name = "accounts"

urlpatterns = [
    path("sign-in/", login_not_required(views.sign_in), name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
]

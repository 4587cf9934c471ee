"""The devices that hold people's facts: one's own, and for whoever keeps the accounts everybody's."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tables2 import RequestConfig

from followup.device_tables import DeviceTable
from followup.devices import ask_wipe
from followup.models import Device


@require_safe
def devices(request):
    """What each device holds, when it was last here, and whether it is to forget."""
    words, keeps_accounts = request.GET.get("q", "").strip(), request.user.has_perm("accounts.manage")
    found = Device.objects.manageable_by(request.user).select_related("user__station")
    if keeps_accounts and words:
        found = found.filter(user__name__icontains=words)
    table = DeviceTable(found, with_user=keeps_accounts, request=request)
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return render(request, "followup/devices.html", {"table": table, "words": words, "may_search": keeps_accounts})


@require_POST
def device_wipe(request, pk):
    """Ask a device to forget everything."""
    device = get_object_or_404(Device.objects.manageable_by(request.user), pk=pk)
    if ask_wipe(device, by=request.user, at=timezone.now()):
        messages.success(request, _("已要求清除；该设备下次连线时会先送出未送的走访，再清除。"))
    else:
        messages.info(request, _("此设备已要求清除。"))
    return redirect("followup:devices")

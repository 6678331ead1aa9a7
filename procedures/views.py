from django.shortcuts import render

from procedures.models import FeedbackAddress


def index(request):
    return render(request, "procedures/index.html", {"addresses": FeedbackAddress.objects.all()})

"""The fields of the public forms as they are typed; what an answer must be is a rule of triage."""

from typing import Annotated

from pydantic import BaseModel, StringConstraints

# Longer than any answer may be, so that the rule can say what is wrong in its own words.
Typed = Annotated[str, StringConstraints(max_length=500)]
Words = Annotated[str, StringConstraints(max_length=20_000)]


class SafetyForm(BaseModel):
    """Is anyone in danger, was there a collision."""

    in_danger: Typed = ""
    collision: Typed = ""


class ContactForm(BaseModel):
    """How the reporter can be reached."""

    full_name: Typed = ""
    email: Typed = ""
    phone: Typed = ""
    under_18: Typed = ""
    guardian_name: Typed = ""
    guardian_contact: Typed = ""
    consent: Typed = ""


class OffenceForm(BaseModel):
    """What the driver did."""

    offence: Typed = ""
    words: Words = ""


class WhenForm(BaseModel):
    """The day and time on a London clock."""

    day: Typed = ""
    month: Typed = ""
    year: Typed = ""
    hour: Typed = ""
    minute: Typed = ""


class WhereForm(BaseModel):
    """The place."""

    road: Typed = ""
    town: Typed = ""
    direction: Typed = ""
    latitude: Typed = ""
    longitude: Typed = ""


class VehicleForm(BaseModel):
    """The vehicle."""

    registration: Typed = ""
    no_plate: Typed = ""
    make: Typed = ""
    model: Typed = ""
    colour: Typed = ""
    markings: Typed = ""


class AboutYouForm(BaseModel):
    """The reporter's own part in it."""

    transport: Typed = ""
    harm: list[Typed] = []
    court: Typed = ""
    posted: Typed = ""
    original: Typed = ""


class SignForm(BaseModel):
    """The name typed under the statement."""

    signature: Typed = ""


class StatusForm(BaseModel):
    """What stands on the receipt."""

    reference: Typed = ""
    secret: Typed = ""

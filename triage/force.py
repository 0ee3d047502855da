"""Who the force is, as its letters say it: part of policy, so that a change is dated like any other."""

from triage.cells import Cells
from triage.letter import ForceContact

FORCE_FILE = "policy.json"


def parse_contact(policy: object) -> ForceContact:
    """The force's name and address from the policy document; BadPolicy names the field that is missing."""
    cells = Cells.of(FORCE_FILE, "", policy).inner("force")
    return ForceContact(
        name=cells.text("name"),
        unit=cells.text("unit"),
        address=cells.texts("address"),
        email=cells.text("email"),
        phone=cells.text("phone"),
    )

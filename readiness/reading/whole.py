"""A template file as a whole: roles, gates, the plan, and what only shows when all is read."""

from collections.abc import Mapping
from datetime import timedelta

from readiness.reading.fields import Fields
from readiness.reading.items import FIGURE, Known, comes_after_gates, figure, sections
from readiness.reading.problems import Problems, shown
from readiness.reading.tree import Part, tree
from readiness.records import START
from readiness.template import RELEASE_MANAGER, Anchor, Condition, Duties, Gate, Kind, Role, Slot, Template

MOST_ROLES = 50
"""Each takes an input of the form in which roles are assigned, and a form has room for a hundred blocks."""
MOST_GATES = 20
MOST_SLOTS = 50
MOST_CONDITIONS = 20
MOST_THRESHOLDS = 20
MOST_APPROVERS = 10
SHORTEST_REPEAT = timedelta(minutes=5)
"""Any faster, and the updates crowd out what they are about."""

ONE_DAY = timedelta(days=1)

_TEMPLATE = (
    "key",
    "title",
    "description",
    "overrides_need_second",
    "roles",
    "gates",
    "slots",
    "rollback_thresholds",
    "sections",
)
_ROLE = ("title", "required")
_GATE = ("title", "role", "quorum", "separation", "expires_after", "start_may_move", "conditions")
_CONDITION = ("text", "items", "groups", "plan")
_SLOT = ("title", "anchor", "offset", "every", "wall_clock")


def read_template(source: str, name: str) -> Template:
    """The template that the YAML ``source`` describes; ``name`` is the file's, for the problems.

    Raises ``MalformedTemplate`` with every problem that was found, each with its line.
    """
    problems = Problems(name)
    template = _template(Fields(Part(1, tree(source, problems)), "The template", _TEMPLATE, problems))
    problems.refuse_if_any()
    return template


def _template(fields: Fields) -> Template:
    role_fields = dict(fields.parts("roles", "role", _ROLE, most=MOST_ROLES))
    roles = tuple(
        Role(key, role.one_line("title"), role.flag("required", otherwise=True))
        for key, role in role_fields.items()
    )
    if role_fields and RELEASE_MANAGER not in role_fields:
        fields.note(f"There is no role `{RELEASE_MANAGER}`, who leads every release. Add it.", "roles")
    slot_fields = fields.parts("slots", "slot", _SLOT, most=MOST_SLOTS, optional=True)
    slots = tuple(_slot(key, slot) for key, slot in slot_fields)
    known = Known(role_fields, fields.keys("gates"), [slot.key for slot in slots])
    read = sections(fields, known)
    _check_sheet(fields, known)
    thresholds = fields.listed("rollback_thresholds", "A rollback threshold", FIGURE, most=MOST_THRESHOLDS)
    template = Template(
        fields.key("key"),
        fields.one_line("title"),
        fields.text("description"),
        roles,
        read,
        tuple(_gate(key, gate, known) for key, gate in fields.parts("gates", "gate", _GATE, most=MOST_GATES)),
        slots,
        rollback_thresholds=tuple(map(figure, thresholds)),
        overrides_need_second=fields.flag("overrides_need_second"),
    )
    _check_signers(role_fields, template)
    return template


def _slot(key: str, fields: Fields) -> Slot:
    every = fields.duration("every")
    if every is not None and every < SHORTEST_REPEAT:
        fields.note("`every` is shorter than five minutes. Write a longer time, such as 30m.", "every")
    slot = Slot(
        key,
        fields.one_line("title"),
        fields.choice("anchor", Anchor),
        fields.duration("offset") or timedelta(),
        every,
        fields.flag("wall_clock"),
    )
    if slot.wall_clock and (slot.offset % ONE_DAY or (every or ONE_DAY) % ONE_DAY):
        fields.note(
            "`wall_clock` keeps the hour of whole days. Write days or weeks, or remove it.", "wall_clock"
        )
    return slot


def _gate(key: str, fields: Fields, known: Known) -> Gate:
    listed = fields.listed(
        "conditions", f"A condition of the gate {shown(key)}", _CONDITION, most=MOST_CONDITIONS
    )
    gate = Gate(
        key,
        fields.one_line("title"),
        fields.reference("role", known.roles) or "",
        tuple(_condition(condition, known) for condition in listed),
        fields.count("quorum", otherwise=1, most=MOST_APPROVERS),
        fields.choice("separation", Duties, Duties.OPENER),
        _length(fields, "expires_after"),
        _length(fields, "start_may_move"),
    )
    if "role" not in fields:
        fields.note(f"{fields.subject} has no role, so nobody could approve it. Add `role`.")
    if key == START:
        fields.note(f"A gate can't be called {shown(key)}: that is what starting without go is kept by.")
    if key in known.items:
        fields.note(f"An item (in line {known.lines[key]}) is called {shown(key)} too. Rename one of them.")
    if not gate.conditions and all(item.gate != key for item in known.items.values()):
        fields.note(
            f"{fields.subject} has no conditions and no check in its scope, so it could never be passed. "
            f"Add conditions, or name this gate in a group or an item."
        )
    return gate


def _length(fields: Fields, name: str) -> timedelta | None:
    """A length of time that has some, or None where nothing is said."""
    length = fields.duration(name)
    if length is not None and length <= timedelta():
        fields.note(f"`{name}` has to be longer than nothing. Write a length of time such as 7d.", name)
    return length


def _condition(fields: Fields, known: Known) -> Condition:
    keys = list(fields.references("items", known.items))
    for group in fields.references("groups", known.groups):
        keys += known.groups.get(group, ())
    for item in (known.items[key] for key in keys if key in known.items):
        if item.kind in {Kind.SIGN_OFF, Kind.SLOT} or comes_after_gates(item):
            fields.note(
                f"A condition can't wait for {shown(item.key)}: it comes after the gates. Link it to another."
            )
    return Condition(fields.text("text"), tuple(dict.fromkeys(keys)), fields.flag("plan"))


def _check_sheet(fields: Fields, known: Known) -> None:
    final = [item for item in known.items.values() if item.final]
    if known.items and not final:
        fields.note(
            "No line of the sign-off sheet is the final one. Add an item of kind sign_off with "
            f"`role: {RELEASE_MANAGER}` and `final: true`.",
            "sections",
        )
    for item in final[1:]:
        fields.problems.note(
            known.lines[item.key], f"{shown(final[0].key)} is the final line already. Remove `final` here."
        )
    for item in final:
        if item.role != RELEASE_MANAGER:
            sentence = f"The final line is the release manager's own. Write `role: {RELEASE_MANAGER}`."
            fields.problems.note(known.lines[item.key], sentence)


def _check_signers(roles: Mapping[str, Fields], template: Template) -> None:
    signing = {
        RELEASE_MANAGER,
        *(gate.role for gate in template.gates),
        *(line.role for line in template.sheet),
    }
    for key, fields in roles.items():
        if key in signing and not template.role(key).required:
            fields.note(
                "Somebody has to hold this role: it signs, or leads the release. Remove `required: false`.",
                "required",
            )

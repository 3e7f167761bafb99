"""From the values of a pack to what its document says."""

from collections.abc import Iterator

from readiness.checks import met
from readiness.model import Stage
from readiness.progress import progress_of
from readiness.signing.gates import Standing, gate_views, stage_words
from readiness.signing.go import blockers
from readiness.template import RELEASE_MANAGER, Item, Kind, Phase
from slackapp.pack import boxes, course, signing
from slackapp.pack.report import Detail, Report, Tally
from slackapp.pack.values import Pack
from slackapp.pack.words import Names, exact, local


def report(pack: Pack) -> Report:
    """What the document of the pack says, in order. Raises ``ValueError`` for a zone that does not exist."""
    names = Names(pack.names)
    release = pack.release
    sheet = signing.sheet(pack, names)
    return Report(
        title=release.name,
        summary=release.summary,
        facts=tuple(_facts(pack, names)),
        alarms=signing.alarms(pack, names),
        blockers=tuple(_blockers(pack, names)),
        tallies=tuple(_tallies(pack)),
        gates=signing.gates(pack, names),
        sheet=sheet,
        sheet_shown=signing.sheet_shown(sheet),
        before=boxes.sections(pack, names, Phase.PREPARATION),
        deployment=boxes.sections(pack, names, Phase.VERIFICATION, Phase.EXECUTION, Phase.MONITORING),
        risks=boxes.sections(pack, names, Phase.RISK),
        rollback=boxes.sections(pack, names, Phase.ROLLBACK),
        communication=boxes.sections(pack, names, Phase.COMMUNICATION),
        success=boxes.sections(pack, names, Phase.SUCCESS),
        reviews=boxes.sections(pack, names, Phase.REVIEW),
        rollback_plan=course.rollback_plan(pack, names),
        answers=course.answers(pack, names),
        updates=course.updates(pack, names),
        said=course.said(pack, names),
        roles=course.roles(pack, names),
        acts=course.acts(pack, names),
        head=pack.head,
    )


def _facts(pack: Pack, names: Names) -> Iterator[Detail]:
    release = pack.release
    yield Detail("Stage", _stage(pack))
    if release.stage_reason:
        yield Detail("Because", release.stage_reason)
    yield Detail("Planned start", local(release.planned_start, release.zone))
    for label, at in (
        ("Started", release.started_at),
        ("Finished", release.finished_at),
        ("Rollback began", release.rollback_began_at),
        ("Rolled back", release.rolled_back_at),
        ("Ended", release.closed_at),
    ):
        if at is not None:
            yield Detail(label, exact(at))
    if release.rollout is not None:
        yield Detail("Rollout", f"{release.rollout} % of users")
    if release.cycle > 1:
        yield Detail("Plan", f"number {release.cycle}: the release was rolled back and planned anew")
    yield Detail("Release manager", names.all(release.holders(RELEASE_MANAGER)) or "nobody")
    yield Detail("Opened", f"{exact(release.opened_at)}, by {names.of(release.opened_by)}")
    yield Detail("Template", f"{pack.template.title} ({release.template})")
    yield Detail("Slack", f"workspace {release.workspace}, channel {release.channel}")
    yield Detail("Release id", release.id)


def _stage(pack: Pack) -> str:
    stage = stage_words(pack.release.stage).capitalize()
    if pack.release.stage is not Stage.PLANNED:
        return stage
    missing = blockers(pack.template, pack.release, pack.made_at)
    return f"{stage}: {'no-go' if missing else 'go'}"


def _blockers(pack: Pack, names: Names) -> Iterator[Detail]:
    if pack.release.stage is Stage.PLANNED:
        for blocker in blockers(pack.template, pack.release, pack.made_at):
            who = names.all(blocker.who) or f"{signing.role_title(pack, blocker.role)} (nobody yet)"
            yield Detail(blocker.text, f"{who}: {blocker.how}")


def _tallies(pack: Pack) -> Iterator[Tally]:
    template, release = pack.template, pack.release
    views = gate_views(template, release)
    approved = sum(view.counts and view.standing is Standing.APPROVED for view in views)
    yield Tally("Gates approved", approved, len(views))
    yield _tally(pack, "Sheet signed", template.sheet)
    before = tuple(item for item in template.checks if item.phase.before_start)
    yield _tally(pack, "Checks before the start", before)
    yield _tally(pack, "Checks after it", tuple(i for i in template.checks if not i.phase.before_start))
    risks = [item for item in template.checks if item.risk is not None]
    yield Tally("Risks settled", sum(met(item, release.check(item.key)) for item in risks), len(risks))
    yield _tally(
        pack, "Criteria that pass", tuple(i for i in template.items.values() if i.kind is Kind.CRITERION)
    )


def _tally(pack: Pack, label: str, items: tuple[Item, ...]) -> Tally:
    done = progress_of(pack.template, pack.release, items)
    return Tally(label, done.met, done.total)

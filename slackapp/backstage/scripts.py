"""What the sandbox opens on, from what was asked for on the command line."""

from pathlib import Path

from readiness.template import Template
from readiness.templates import read_template, shipped_template
from slackapp.backstage.behind import Script
from slackapp.backstage.seedfile import read_seed
from slackapp.backstage.story import memory, story
from slackapp.manifest import manifest
from slackapp.sandbox.cast import small_company

TEMPLATE = "production-readiness"


def script(*, empty: bool = False, template: Path | None = None, seed: Path | None = None) -> Script:
    """The people, the template and the releases. Raises ``MalformedTemplate`` and ``OSError``."""
    company = small_company(manifest())
    source = (template.read_text(encoding="utf-8"), template.name) if template else None
    chosen: Template = read_template(*source) if source else shipped_template(TEMPLATE)
    if seed is not None:
        read = read_seed(seed.read_text(encoding="utf-8"), seed.name, company, chosen if source else None)
        return Script(read.company, chosen, () if empty else read.releases, source, guided=False)
    if empty:
        return Script(company, chosen, memory(chosen, company), source, guided=False)
    return Script(company, chosen, story(chosen, company), source)

"""What the sandbox opens on: the people, the template, the releases, and whether the tour fits them."""

from dataclasses import dataclass

from readiness.template import Template
from readiness.templates import read_template, shipped_template
from slackapp.backstage.scripts import Script
from slackapp.backstage.seedfile import read_seed
from slackapp.backstage.seeds import ReleaseSeed
from slackapp.backstage.story import memory, story
from slackapp.backstage.tour import Places
from slackapp.manifest import manifest
from slackapp.sandbox import Workspace
from slackapp.sandbox.cast import small_company

TEMPLATE = "production-readiness"


@dataclass(frozen=True, slots=True)
class Opening:
    """What there is at the beginning. ``guided``: the tour leads through the story, and nothing else."""

    company: Workspace
    template: Template
    releases: tuple[ReleaseSeed, ...] = ()
    guided: bool = True

    @property
    def places(self) -> Places | None:
        """Who and what the tour speaks of; None where there is no tour."""
        walked = next((seed for seed in self.releases if not seed.cancelled), None)
        return Places(self.template, walked, self.company) if walked and self.guided else None


def opening(script: Script) -> Opening:
    """What the script stands for. Raises ``MalformedTemplate``."""
    own = read_template(script.template.text, script.template.file) if script.template else None
    template = own or shipped_template(TEMPLATE)
    company = small_company(manifest())
    if script.seed is not None:
        read = read_seed(script.seed.text, script.seed.file, company, own)
        return Opening(read.company, template, () if script.empty else read.releases, guided=False)
    if script.empty:
        return Opening(company, template, memory(template, company), guided=False)
    return Opening(company, template, story(template, company))

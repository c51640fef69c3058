"""Data quality: what every rule finds in the record, whose it is, and where it is mended."""

from portfolio.ui import session
from portfolio.ui.components import quality_findings, quality_rules, sheets

here = session.current()
sheets.draw("projects", "quality")
rule = quality_findings.rule_of_address(here)
if rule is None:
    quality_rules.draw(here)
else:
    quality_findings.draw(here, rule)

"""Commands that list what there is, and what works here."""

import json

import click

from generator.cli.group import main
from generator.cli.options import open_here


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def practices(*, as_json: bool) -> None:
    """List the practices, with their lengths for each level."""
    found = open_here().practices().values()
    if as_json:
        document = [
            {
                "id": item.id,
                "title": item.title,
                "flow": item.flow,
                "level": item.level,
                "situations": list(item.situations),
                "lengths": {
                    level: {form: seconds / 60 for form, seconds in forms.items()}
                    for level, forms in item.lengths.items()
                },
                "fields": {
                    name: {"kind": spec.kind, "default": spec.default, "about": spec.about}
                    for name, spec in item.fields.items()
                },
                "aim": item.aim,
                "options": list(item.options),
            }
            for item in found
        ]
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for item in found:
        click.echo(f"{item.id}  {item.title}\n    {item.aim}")
        for level, forms in item.lengths.items():
            minutes = ", ".join(f"{form} {seconds / 60:g} min" for form, seconds in forms.items())
            usual = "  (usual level)" if level == item.asked_level else ""
            click.echo(f"    {level}: {minutes}{usual}")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(*, as_json: bool) -> None:
    """Tell what works on this machine, and how to mend what does not."""
    from generator.doctor import examine

    findings = examine(open_here())
    if as_json:
        click.echo(json.dumps([item.as_json() for item in findings], ensure_ascii=False, indent=2))
    else:
        for item in findings:
            click.echo(f"{'ok  ' if item.good else 'look'}  {item.subject}: {item.finding}")
            if item.mend:
                click.echo(f"      {item.mend}")
    if any(item.needed and not item.good for item in findings):
        raise SystemExit(1)

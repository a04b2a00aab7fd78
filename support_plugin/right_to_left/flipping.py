"""Turns a style sheet that is made for left to right into one for right to left."""

import re
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import tinycss2
from tinycss2.ast import AtRule, Comment, Declaration, QualifiedRule, StringToken, URLToken

from support_plugin.right_to_left.values import mirror_value, swap_sides

# Part of each sheet's digest: raise it when `turn` gives another result, so that the check asks for the
# command again.
RULES = 1

# Rules that a sheet has for right to left already, or for a part of the page that says its direction.
_SAYS_DIRECTION = re.compile(r"\[\s*dir\b|:dir\(", re.IGNORECASE)
_ROOTS = {"html", "body", ":root"}
_KEPT_AT_RULES = {"font-face", "counter-style", "property", "font-feature-values", "font-palette-values"}
_ARROWS = str.maketrans("←→↩↪⟵⟶⇐⇒◀▶◂▸◄►", "→←↪↩⟶⟵⇒⇐▶◀▸◂►◄")
# Classes of icons that point somewhere, as FontAwesome, Bootstrap Icons and Glyphicons name them.
_ICON = re.compile(
    r"\.[a-z]+-(?=[a-z-]*(left|right)\b)(?=[a-z-]*(arrow|angle|chevron|caret|hand))[a-z-]+"
    r"|\.[a-z]+-((sign|log)-(in|out)|reply|share|(out|in)dent|external-link|undo|redo|list|tasks)"
    r"(-(alt|all|ul|ol|square))*",
    re.IGNORECASE,
)
_SCRIPTED = re.compile(r"\.(dropdown-menu|select2-dropdown|carousel-control-prev-icon)\b")


def turn(css: str, rename: Callable[[str], str] = str) -> str:
    """Return the sheet as a mirror shows it.

    ``rename`` is called with the address of each imported sheet and returns the one to import instead.
    Rules that name a direction (``[dir=rtl]``, ``:dir()``) stay as they are. Arrows and chevrons of icon
    fonts are mirrored; rules for what scripts place come last (scripted.css).
    """
    icons: list[str] = []
    text = _turn_nodes(tinycss2.parse_stylesheet(css), rename, icons)
    if icons:
        text += f"\n{','.join(icons)}{{display:inline-block;transform:scaleX(-1)}}\n"
    if _SCRIPTED.search(css):
        text += files(__package__).joinpath("scripted.css").read_text(encoding="utf-8")
    # The original may say its encoding in other words; ASCII is the same in all of them.
    return re.sub(r"[^\x00-\x7f]", lambda letter: f"\\{ord(letter[0]):06x}", text)


def _turn_nodes(nodes: list[Any], rename: Callable[[str], str], icons: list[str]) -> str:
    """Turn the content of a sheet, or of a block that holds rules and declarations."""
    parts = []
    for node in nodes:
        if isinstance(node, Comment):
            # The source map belongs to the original; a storage that checks every name would miss it.
            parts.append("" if "sourceMappingURL" in node.value else node.serialize())
        elif isinstance(node, QualifiedRule):
            parts.append(_turn_rule(node, rename, icons))
        elif isinstance(node, AtRule):
            parts.append(_turn_at_rule(node, rename, icons))
        elif isinstance(node, Declaration):
            parts.append(_turn_declaration(node, is_root=False))
        elif node.type == "whitespace":
            parts.append(node.serialize())
    return "".join(parts)


def _turn_rule(rule: QualifiedRule, rename: Callable[[str], str], icons: list[str]) -> str:
    selectors = tinycss2.serialize(rule.prelude)
    if _SAYS_DIRECTION.search(selectors):
        return str(rule.serialize())
    names = [selector.strip() for selector in selectors.split(",")]
    is_root = _ROOTS.issuperset(names)
    nodes = tinycss2.parse_blocks_contents(rule.content)
    declared = {node.lower_name for node in nodes if isinstance(node, Declaration)}
    if declared & {"content", "--fa"}:
        glyphs = (re.sub("::?before$", "", name) for name in names)
        icons.extend(f"{glyph}::before" for glyph in glyphs if _ICON.fullmatch(glyph))
    parts = [
        _turn_declaration(node, is_root)
        if isinstance(node, Declaration)
        else _turn_nodes([node], rename, icons)
        for node in nodes
    ]
    return f"{selectors}{{{''.join(parts)}}}"


def _turn_at_rule(rule: AtRule, rename: Callable[[str], str], icons: list[str]) -> str:
    if rule.lower_at_keyword == "import":
        return _turn_import(rule, rename)
    if rule.content is None or rule.lower_at_keyword in _KEPT_AT_RULES:
        return str(rule.serialize())
    # A list of rules; or, inside of a rule, of declarations.
    nodes = tinycss2.parse_rule_list(rule.content)
    if any(node.type == "error" for node in nodes):
        nodes = tinycss2.parse_blocks_contents(rule.content)
    head = f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}"
    return f"{head}{{{_turn_nodes(nodes, rename, icons)}}}"


def _turn_import(rule: AtRule, rename: Callable[[str], str]) -> str:
    parts, is_first = [], True
    for token in rule.prelude:
        address = _address(token)
        if is_first and address is not None:
            parts.append(f'"{rename(address)}"')
            is_first = False
        else:
            parts.append(token.serialize())
    return f"@import{''.join(parts)};"


def _address(token: Any) -> str | None:
    if isinstance(token, StringToken | URLToken):
        return str(token.value)
    if token.type == "function" and token.lower_name == "url":
        return next((str(part.value) for part in token.arguments if isinstance(part, StringToken)), None)
    return None


def _turn_declaration(declaration: Declaration, is_root: bool) -> str:
    name, value = declaration.lower_name, declaration.value
    if name.startswith("--"):
        return f"{declaration.serialize()};"
    if name == "direction" and is_root:
        text = "".join("rtl" if token.type == "ident" else token.serialize() for token in value)
    elif name == "content":
        text = tinycss2.serialize([_turn_string(token) for token in value])
    else:
        text = mirror_value(name, value)
    return f"{swap_sides(declaration.name)}:{text}{'!important' if declaration.important else ''};"


def _turn_string(token: Any) -> Any:
    if isinstance(token, StringToken) and token.value.translate(_ARROWS) != token.value:
        turned = token.value.translate(_ARROWS)
        return StringToken(token.source_line, token.source_column, turned, f'"{turned}"')
    return token

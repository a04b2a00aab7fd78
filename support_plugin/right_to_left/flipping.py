"""Turns a style sheet that is made for left to right into one for right to left."""

import re
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import tinycss2
from tinycss2.ast import AtRule, Comment, Declaration, QualifiedRule, StringToken, URLToken

from support_plugin.right_to_left.values import mirror_value, swap_sides

# Rules that a sheet has for right to left already, or for a part of the page that says its direction.
_SAYS_DIRECTION = re.compile(r"\[\s*dir\b|:dir\(", re.IGNORECASE)
_ROOTS = {"html", "body", ":root"}
_KEPT_AT_RULES = {"font-face", "counter-style", "property", "font-feature-values", "font-palette-values"}
_ARROWS = str.maketrans("←→↩↪⟵⟶⇐⇒◀▶◂▸◄►", "→←↪↩⟶⟵⇒⇐▶◀▸◂►◄")
# Classes of icons that point somewhere, as FontAwesome, Bootstrap Icons and Glyphicons name them.
_ICON = re.compile(
    r"\.[a-z]+-(?=[a-z-]*(left|right)\b)(?=[a-z-]*(arrow|angle|chevron|caret|hand|menu))[a-z-]+"
    r"|\.[a-z]+-((sign|log)-(in|out)|reply|share|(out|in)dent|external-link|undo|redo|list|tasks)"
    r"(-(alt|all|ul|ol|square))*",
    re.IGNORECASE,
)
_SCRIPTED = re.compile(r"\.(dropdown-menu|select2-dropdown|carousel-control-prev-icon)\b")


def turn(css: str, rename: Callable[[str], str] = str) -> str:
    """Return the sheet as a mirror shows it; the same text, if nothing in it has a side.

    ``rename`` is called with the address of each imported sheet and returns the one to import instead.
    Rules that name a direction (``[dir=rtl]``, ``:dir()``) stay as they are. Arrows and chevrons of icon
    fonts are mirrored; rules for what scripts place come last (scripted.css).
    """
    return _Sheet(rename).turn(css)


class _Sheet:
    """One sheet on its way through the mirror."""

    def __init__(self, rename: Callable[[str], str]) -> None:
        self.rename = rename
        self.icons: list[str] = []
        self.is_changed = False

    def turn(self, css: str) -> str:
        text = self._turn_nodes(tinycss2.parse_stylesheet(css))
        if self.icons:
            text += f"\n{','.join(self.icons)}{{display:inline-block;transform:scaleX(-1)}}\n"
        if _SCRIPTED.search(css):
            text += files(__package__).joinpath("scripted.css").read_text(encoding="utf-8")
        if not self.is_changed and not self.icons:
            return css
        # The original may say its encoding in other words; ASCII is the same in all of them.
        return re.sub(r"[^\x00-\x7f]", lambda letter: f"\\{ord(letter[0]):06x}", text)

    def _turn_nodes(self, nodes: list[Any]) -> str:
        """Turn the content of a sheet, or of a block that holds rules and declarations."""
        parts = []
        for node in nodes:
            if isinstance(node, Comment):
                # The source map belongs to the original; a storage that checks every name would miss it.
                parts.append("" if "sourceMappingURL" in node.value else node.serialize())
            elif isinstance(node, QualifiedRule):
                parts.append(self._turn_rule(node))
            elif isinstance(node, AtRule):
                parts.append(self._turn_at_rule(node))
            elif isinstance(node, Declaration):
                parts.append(self._turn_declaration(node, is_root=False))
            elif node.type == "whitespace":
                parts.append(node.serialize())
        return "".join(parts)

    def _turn_rule(self, rule: QualifiedRule) -> str:
        selectors = tinycss2.serialize(rule.prelude)
        if _SAYS_DIRECTION.search(selectors):
            return str(rule.serialize())
        names = [selector.strip() for selector in selectors.split(",")]
        nodes = tinycss2.parse_blocks_contents(rule.content)
        declared = {node.lower_name for node in nodes if isinstance(node, Declaration)}
        if declared & {"content", "--fa"}:
            glyphs = (re.sub("::?before$", "", name) for name in names)
            self.icons.extend(f"{glyph}::before" for glyph in glyphs if _ICON.fullmatch(glyph))
        is_root = _ROOTS.issuperset(names)
        parts = [
            self._turn_declaration(node, is_root)
            if isinstance(node, Declaration)
            else self._turn_nodes([node])
            for node in nodes
        ]
        return f"{selectors}{{{''.join(parts)}}}"

    def _turn_at_rule(self, rule: AtRule) -> str:
        if rule.lower_at_keyword == "import":
            return self._turn_import(rule)
        if rule.content is None or rule.lower_at_keyword in _KEPT_AT_RULES:
            return str(rule.serialize())
        # A list of rules; or, inside of a rule, of declarations.
        nodes = tinycss2.parse_rule_list(rule.content)
        if any(node.type == "error" for node in nodes):
            nodes = tinycss2.parse_blocks_contents(rule.content)
        return f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{self._turn_nodes(nodes)}}}"

    def _turn_import(self, rule: AtRule) -> str:
        for token in rule.prelude:
            address = _address(token)
            if address is None:
                continue
            renamed = self.rename(address)
            self.is_changed = self.is_changed or renamed != address
            rest = tinycss2.serialize(rule.prelude[rule.prelude.index(token) + 1 :])
            return f'@import "{renamed}"{rest};'
        return str(rule.serialize())

    def _turn_declaration(self, declaration: Declaration, is_root: bool) -> str:
        name, value = declaration.lower_name, declaration.value
        if name.startswith("--"):
            return f"{declaration.serialize()};"
        if name == "direction" and is_root:
            text = "".join("rtl" if token.type == "ident" else token.serialize() for token in value)
        elif name == "content":
            text = tinycss2.serialize([_turn_string(token) for token in value])
        else:
            text = mirror_value(name, value)
        turned = swap_sides(declaration.name)
        same = (declaration.name, _words(tinycss2.serialize(value)))
        self.is_changed = self.is_changed or (turned, _words(text)) != same
        return f"{turned}:{text}{'!important' if declaration.important else ''};"


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\s*([,/()])\s*", r"\1", text)).strip()


def _address(token: Any) -> str | None:
    if isinstance(token, StringToken | URLToken):
        return str(token.value)
    if token.type == "function" and token.lower_name == "url":
        return next((str(part.value) for part in token.arguments if isinstance(part, StringToken)), None)
    return None


def _turn_string(token: Any) -> Any:
    if isinstance(token, StringToken) and token.value.translate(_ARROWS) != token.value:
        turned = token.value.translate(_ARROWS)
        return StringToken(token.source_line, token.source_column, turned, f'"{turned}"')
    return token

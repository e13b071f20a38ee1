"""Writes JSON Schema and TypeScript from the structs of this folder: `python -m schemas.generate`.

Objects become TypeScript interfaces with the structs' own names. A struct that travels as an
array gets an interface too, and a row in a table of layouts (its tag, then its fields in order),
from which `pwa/src/replica/codec.ts` packs and unpacks. With `--check` nothing is written and the
exit code tells whether a file is stale.
"""

import argparse
import enum
import inspect
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
from msgspec import inspect as types

from schemas import (
    api,
    audit,
    benefits,
    catalogue,
    courier,
    entries,
    feed,
    figures,
    identity,
    linked_apps,
    members,
    operating,
    partners,
    policy,
    problems,
    projects,
    rulings,
    scalars,
    search,
    standing,
    sync,
    transfer,
    views,
)

MODULES: tuple[ModuleType, ...] = (
    scalars,
    entries,
    rulings,
    feed,
    policy,
    standing,
    sync,
    views,
    problems,
    catalogue,
    api,
)
APART: dict[str, tuple[ModuleType, ...]] = {
    "audit": (audit,),
    "benefits": (benefits,),
    "courier": (courier,),
    "figures": (figures,),
    "identity": (identity,),
    "linked-apps": (linked_apps,),
    "office": (members, transfer),
    "operating": (operating,),
    "partners": (partners,),
    "projects": (projects,),
    "search": (search,),
}
"""TypeScript files of parts of the app that are not in the holder's shell, by name."""
SHELL_ENUMS = frozenset(
    {
        entries.ProfileField,
        entries.Source,
        rulings.RulingKind,
        rulings.RulingReason,
        feed.Tier,
        feed.CardState,
    }
)
"""Those whose values the holder's shell compares. The others are constants of later parts."""
ROOT = Path(__file__).resolve().parent.parent
TYPESCRIPT = ROOT / "pwa" / "src" / "schemas" / "wire.ts"
CONSTANTS_TYPESCRIPT = TYPESCRIPT.with_name("constants.ts")
MESSAGES_TYPESCRIPT = TYPESCRIPT.with_name("messages.ts")
DEFAULTS_TYPESCRIPT = TYPESCRIPT.with_name("defaults.ts")
JSON_SCHEMA = ROOT / "schemas" / "schema.json"
HEADER = "// Generated from schemas/ by `just generate`. Do not edit.\n"

CONSTANTS = """\
/** Values that the holder's shell does not compare; others import them from `wire.ts`. */
"""
MESSAGES = """\
/** Array layouts, as in `wire.ts`, of what is needed when a phone syncs, and not before. */
"""
DEFAULTS = """\
import type { Change, Condition, Held, History, Person, Policy } from "./wire";

type Optional<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
type Defaults<T> = Required<Pick<T, Optional<T>>>;
"""
LAYOUTS = """\
/**
 * Array layouts: `tag` (null for none), then [field, how]. `how` is a struct's name, `*` for a
 * tagged entry, `[most]` and the same for a list, "int", "str" and "bin" with the smallest and the
 * largest value or length (of a text, in code points) if there are such, "bool", "one" and the
 * values of an enum, `|` between a scalar and a struct, "" for what is not looked at.
 */
"""


def declared(module: ModuleType) -> list[tuple[str, Any]]:
    """The classes that this module itself declares, in source order."""
    return [
        (name, value)
        for name, value in vars(module).items()
        if not name.startswith("_")
        and getattr(value, "__module__", module.__name__) == module.__name__
    ]


def structs(modules: tuple[ModuleType, ...] = MODULES) -> list[type[msgspec.Struct]]:
    """Every concrete struct, in dependency order of the modules."""
    return [
        value
        for module in modules
        for _, value in declared(module)
        if inspect.isclass(value)
        and issubclass(value, msgspec.Struct)
        and not value.__name__.endswith("Base")
    ]


def enums(modules: tuple[ModuleType, ...] = MODULES) -> list[type[enum.Enum]]:
    return [
        value
        for module in modules
        for _, value in declared(module)
        if inspect.isclass(value) and issubclass(value, enum.Enum)
    ]


def struct_info(cls: type[msgspec.Struct]) -> types.StructType:
    info = types.type_info(cls)
    if not isinstance(info, types.StructType):
        raise TypeError(f"{cls} is no struct")
    return info


def typescript(kind: types.Type) -> str:  # noqa: PLR0911 - one return a kind of type reads best
    """The TypeScript spelling of a msgspec type. Raises TypeError for one not known here."""
    match kind:
        case types.IntType() | types.FloatType():
            return "number"
        case types.StrType():
            return "string"
        case types.BoolType():
            return "boolean"
        case types.BytesType():
            return "Uint8Array"
        case types.NoneType():
            return "null"
        case types.AnyType():
            return "unknown"
        case types.RawType():
            return "unknown"
        case types.EnumType(cls=cls) | types.StructType(cls=cls):
            return cls.__name__
        case types.ListType(item_type=item):
            inner = typescript(item)
            return f"({inner})[]" if " | " in inner else f"{inner}[]"
        case types.DictType(value_type=value):
            return f"Record<string, {typescript(value)}>"
        case types.UnionType(types=options):
            return " | ".join(typescript(option) for option in options)
        case _:
            raise TypeError(f"no TypeScript for {kind}")


def layout_of_field(kind: types.Type) -> str:  # noqa: PLR0911 - as `typescript`
    """How the codec reads a field, as the comment LAYOUTS explains."""
    match kind:
        case types.StructType(cls=cls):
            return cls.__name__
        case types.ListType(item_type=item, max_length=most):
            return f"[{most or ''}]{layout_of_field(item)}"
        case types.UnionType() if all(isinstance(t, types.StructType) for t in kind.types):
            return "*"
        case types.UnionType(types=options):
            return "|".join(layout_of_field(option) for option in options)
        case types.IntType(ge=low, le=high):
            return " ".join(("int", *_bounds(low, high)))
        case types.StrType(min_length=low, max_length=high):
            return " ".join(("str", *_bounds(low, high)))
        case types.BytesType(min_length=low, max_length=high):
            return " ".join(("bin", *_bounds(low, high)))
        case types.BoolType():
            return "bool"
        case types.EnumType(cls=cls):
            return " ".join(("one", *(str(member.value) for member in cls)))
        case _:
            return ""


def _bounds(low: int | None, high: int | None) -> tuple[str, ...]:
    return () if high is None else (str(low or 0), str(high))


def doc(value: type) -> str:
    """The first paragraph of a docstring as a TSDoc comment."""
    text = vars(value).get("__doc__")
    if not text:
        return ""
    first = " ".join(text.split("\n\n")[0].split())
    return f"/** {first} */\n"


def write_enum(cls: type[enum.Enum]) -> str:
    members = "".join(f"  {m.name}: {json.dumps(m.value)},\n" for m in cls)
    return (
        f"{doc(cls)}export const {cls.__name__} = {{\n{members}}} as const;\n"
        f"export type {cls.__name__} = (typeof {cls.__name__})[keyof typeof {cls.__name__}];\n"
    )


def write_struct(cls: type[msgspec.Struct]) -> str:
    info = struct_info(cls)
    lines = [doc(cls), f"export interface {cls.__name__} {{\n"]
    if info.array_like and info.tag is not None:
        lines.append(f"  type: {json.dumps(cls.__name__)};\n")
    for field in info.fields:
        optional = "" if field.required or info.array_like else "?"
        lines.append(f"  {field.encode_name}{optional}: {typescript(field.type)};\n")
    return "".join(lines) + "}\n"


def write_layout(cls: type[msgspec.Struct]) -> str | None:
    info = struct_info(cls)
    if not info.array_like:
        return None
    fields = ", ".join(
        f"[{json.dumps(f.encode_name)}, {json.dumps(layout_of_field(f.type))}]" for f in info.fields
    )
    return f"  {cls.__name__}: {{ tag: {json.dumps(info.tag)}, fields: [{fields}] }},\n"


def write_unions() -> str:
    rows = []
    for module, name in ((entries, "Entry"), (feed, "FeedItem")):
        members = [cls.__name__ for cls in vars(module)[name].__args__]
        rows.append(f"export type {name} = {' | '.join(members)};\n")
        kinds = ", ".join(json.dumps(m) for m in members)
        rows.append(f"export const {name[0].lower() + name[1:]}Types = [{kinds}] as const;\n")
    return "".join(rows)


def write_constants(*modules: ModuleType) -> str:
    constants: dict[str, int | str] = {}  # a module also has those that it imports
    for module in modules:
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, int | str):
                constants[name] = value
            elif name.isupper() and isinstance(value, bytes):
                constants[name] = value.decode()
    return "".join(
        f"export const {name} = {json.dumps(value)};\n" for name, value in constants.items()
    )


def render_typescript() -> str:
    parts = [
        HEADER,
        write_constants(scalars, entries, feed, sync),
        write_constants_of_later_parts(),
        *(write_enum(cls) for cls in enums() if cls in SHELL_ENUMS),
        *(write_struct(cls) for cls in structs()),
        write_unions(),
        LAYOUTS,
        write_layouts("entryLayouts", structs((entries,))),
    ]
    return "\n".join(parts)


def write_constants_of_later_parts() -> str:
    """Named in `wire.ts` as if they were there; bundled with the parts that ask for them."""
    names = ", ".join(cls.__name__ for cls in later_enums())
    return f'import type {{ {names} }} from "./constants";\n\nexport * from "./constants";\n'


def later_enums() -> list[type[enum.Enum]]:
    return [cls for cls in enums() if cls not in SHELL_ENUMS]


def render_constants() -> str:
    return "\n".join((HEADER, CONSTANTS, *(write_enum(cls) for cls in later_enums())))


def write_layouts(name: str, all_structs: Iterable[type[msgspec.Struct]]) -> str:
    rows = "".join(filter(None, (write_layout(cls) for cls in all_structs)))
    return f"export const {name} = {{\n{rows}}} as const;\n"


def render_messages() -> str:
    others = [cls for cls in structs() if cls.__module__ != entries.__name__]
    return "\n".join((HEADER, MESSAGES, write_layouts("messageLayouts", others)))


def render_apart(modules: tuple[ModuleType, ...]) -> str:
    """The TypeScript file of a part of the app that the holder's shell does not load."""
    body = [
        write_constants(*modules),
        *(write_enum(cls) for cls in enums(modules)),
        *(write_struct(cls) for cls in structs(modules)),
    ]
    return "\n".join(filter(None, (HEADER, write_imports(body), *body)))


def write_imports(parts: Iterable[str]) -> str:
    """The types of the shell's file that these parts of another name."""
    text = re.sub(r"/\*\*.*?\*/", "", "".join(parts), flags=re.DOTALL)
    known = {cls.__name__ for cls in (*structs(), *enums())}
    used = sorted(known.intersection(re.findall(r"\b[A-Z]\w+", text)))
    return f'import type {{ {", ".join(used)} }} from "./wire";\n' if used else ""


def render_defaults() -> str:
    """What a field of a policy, or of what the rules know of a person, is when it is not given."""
    rows: list[str] = []
    for cls in structs((policy, standing)):
        known = {
            field.encode_name: msgspec.to_builtins(default)
            for field in struct_info(cls).fields
            if (default := default_of(field)) is not msgspec.NODEFAULT
        }
        if known:
            name = cls.__name__
            value = json.dumps(known, indent=2)
            rows.append(f"export const default{name}: Defaults<{name}> = {value};\n")
    return "\n".join((HEADER, DEFAULTS, *rows))


def default_of(field: types.Field) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default


def render_json_schema() -> str:
    apart = tuple(module for modules in APART.values() for module in modules)
    all_structs = structs(MODULES + apart)
    schemas, components = msgspec.json.schema_components(all_structs, ref_template="#/$defs/{name}")
    del schemas  # each is a reference into the components
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "furusato",
        "$defs": dict(sorted(components.items())),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 if a file is stale")
    check = parser.parse_args().check
    stale = []
    for path, text in (
        (TYPESCRIPT, render_typescript()),
        (CONSTANTS_TYPESCRIPT, render_constants()),
        (MESSAGES_TYPESCRIPT, render_messages()),
        *((TYPESCRIPT.with_name(f"{name}.ts"), render_apart(own)) for name, own in APART.items()),
        (DEFAULTS_TYPESCRIPT, render_defaults()),
        (JSON_SCHEMA, render_json_schema()),
    ):
        if path.exists() and path.read_text() == text:
            continue
        stale.append(path.relative_to(ROOT))
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    for path in stale:
        print(f"{'stale' if check else 'wrote'}: {path}")  # noqa: T201 - a command line tool
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())

import type { Effect, SchemaChange } from "./comparison.ts";
import type { SchemaObject } from "./json-schema.ts";

/** A limit on one side: a number, and whether the number itself is still allowed. */
interface Limit {
  readonly value: number;
  readonly isOpen: boolean;
}

/** The limits of one value: the keyword that includes the number, the one that excludes it, and the default. */
const LIMITS: readonly {
  readonly closed: string;
  readonly open?: string;
  readonly isLower: boolean;
  readonly none: number;
}[] = [
  { closed: "minimum", open: "exclusiveMinimum", isLower: true, none: Number.NEGATIVE_INFINITY },
  { closed: "maximum", open: "exclusiveMaximum", isLower: false, none: Number.POSITIVE_INFINITY },
  { closed: "minLength", isLower: true, none: 0 },
  { closed: "maxLength", isLower: false, none: Number.POSITIVE_INFINITY },
  { closed: "minItems", isLower: true, none: 0 },
  { closed: "maxItems", isLower: false, none: Number.POSITIVE_INFINITY },
  { closed: "minProperties", isLower: true, none: 0 },
  { closed: "maxProperties", isLower: false, none: Number.POSITIVE_INFINITY },
];

/** Compares limits: of numbers, and of the length of texts, lists and objects. */
export function compareBounds(
  before: SchemaObject,
  after: SchemaObject,
  place: string,
): SchemaChange[] {
  const limits = LIMITS.flatMap((kind): SchemaChange[] => {
    const [was, is] = [readLimit(before, kind), readLimit(after, kind)];
    const order = was.value - is.value || Number(was.isOpen) - Number(is.isOpen);
    if (was.value === is.value && was.isOpen === is.isOpen) return [];
    const isRaised = was.value < is.value;
    const isNarrower = was.value === is.value ? order < 0 : isRaised === kind.isLower;
    const text = describeChange(kind.closed, describe(was), describe(is));
    return [{ place, effect: isNarrower ? "narrower" : "wider", text }];
  });
  return [
    ...limits,
    ...compareMultiple(before, after, place),
    ...compareUnique(before, after, place),
  ];
}

function readLimit(schema: SchemaObject, kind: (typeof LIMITS)[number]): Limit {
  const read = (keyword: string | undefined, isOpen: boolean): Limit[] => {
    const value = keyword === undefined ? undefined : schema[keyword];
    return typeof value === "number" ? [{ value, isOpen }] : [];
  };
  const [first = { value: kind.none, isOpen: false }, second] = [
    ...read(kind.open, true),
    ...read(kind.closed, false),
  ];
  if (second === undefined) return first;
  // Of two limits the stricter counts; of two equal ones, the excluding.
  const isSecondStricter = kind.isLower ? second.value > first.value : second.value < first.value;
  return isSecondStricter ? second : first;
}

function describe({ value, isOpen }: Limit): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  return isOpen ? `${value} (not itself)` : String(value);
}

function compareMultiple(
  { multipleOf: was }: SchemaObject,
  { multipleOf: is }: SchemaObject,
  place: string,
): SchemaChange[] {
  if (was === is) return [];
  const text = describeChange("multipleOf", toText(was), toText(is));
  return [{ place, effect: multipleEffect(was, is), text }];
}

function multipleEffect(was: unknown, is: unknown): Effect {
  if (was === undefined) return "narrower";
  if (is === undefined) return "wider";
  if (typeof was !== "number" || typeof is !== "number") return "other";
  if (Number.isInteger(was / is)) return "wider";
  return Number.isInteger(is / was) ? "narrower" : "other";
}

function compareUnique(before: SchemaObject, after: SchemaObject, place: string): SchemaChange[] {
  const [was, is] = [before["uniqueItems"] === true, after["uniqueItems"] === true];
  if (was === is) return [];
  return is
    ? [{ place, effect: "narrower", text: "may no longer hold an item twice" }]
    : [{ place, effect: "wider", text: "may hold an item twice now" }];
}

function toText(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

function describeChange(keyword: string, was: string | undefined, is: string | undefined): string {
  if (was === undefined) return `has the ${keyword} ${is} now`;
  if (is === undefined) return `no longer has the ${keyword} ${was}`;
  return `has the ${keyword} ${is} now, and had ${was}`;
}

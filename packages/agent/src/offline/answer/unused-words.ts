import { extractValues } from "../language/extract-values.ts";
import { holdsPhrase, meaningsOf } from "../language/meaning.ts";
import { stem } from "../language/tokenize.ts";
import { GENERIC_VERBS, STOP_WORDS, VERBS } from "../language/vocabulary.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";

/** The tools and texts that may have used the words of a request. */
export interface Usage {
  /** The tools that were called. */
  readonly tools: readonly ToolProfile[];
  /** The arguments of the calls, and the answer that was written from their results. */
  readonly texts: readonly string[];
}

/** Words that ask without saying what for. */
const FILLERS: ReadonlySet<string> = new Set(
  (
    "money mean anything ones old account accounts already become spend spent bought back far behind note notes briefly stand call case contact current details everything few find first " +
    "cost costs full hey information info just kind know list look lookup matter name named number numbers off open out over overview " +
    "own please plus quick quickly really record records see short soon state status still stuff summary sum than their " +
    "thing things think time times today total under update value yet between during before after since until above below " +
    "each every both only no yes none unpaid average largest smallest biggest highest lowest cheapest last latest newest oldest earliest " +
    "newest expensive least altogether overall placed issued made done gone got going take took place come came put let make " +
    "made work works working said say says saying called titled because were been being while within without across"
  ).split(" "),
);
/** Longer texts are no questions. */
const TEXT_LIMIT = 1000;
/** How many words are named. */
const LIMIT = 6;

/** Lists the words of a request that neither a tool, an argument nor the answer has used. */
export function findUnused(request: string, { tools, texts }: Usage): string[] {
  if (request.length > TEXT_LIMIT) return [];
  const terms = new Set(tools.flatMap((tool) => [...tool.terms.keys()]));
  const affirms = texts.some((each) => /^(?:yes|no)\b/i.test(each));
  const isUsed = (text: string): boolean =>
    (affirms && meaningsOf(text).length > 0) ||
    [text, ...meaningsOf(text)].some((one) => texts.some((each) => holdsPhrase(each, one)));
  const values = extractValues(request, "request").filter(({ kind }) =>
    ["id", "uuid", "email", "quoted", "name", "date"].includes(kind),
  );
  const unusedValues = values
    .map(({ value }) => String(value))
    .filter((value) => !isUsed(value))
    .filter((value) => !value.split(/\s+/).every((word) => terms.has(stem(word))));
  const rest = values.reduce((text, { value }) => text.replace(String(value), " "), request);
  const [opening = ""] = rest.match(/[\p{L}]+/u) ?? [];
  const words = (rest.match(/[\p{L}][\p{L}'’-]*/gu) ?? []).filter((word) => {
    const bare = word.replace(/['’]s$/, "").toLowerCase();
    const isPlain =
      bare === opening.toLowerCase() ||
      STOP_WORDS.has(bare) ||
      FILLERS.has(bare) ||
      (VERBS.has(bare) && !/\b(?:an?|the|any|no)\s+$/i.test(rest.slice(0, rest.indexOf(word)))) ||
      GENERIC_VERBS.has(stem(bare));
    const isTerm = [bare, bare.replaceAll("-", "")].some((each) => terms.has(stem(each)));
    return bare.length > 2 && !isPlain && !isTerm && !isUsed(bare);
  });
  return [...new Set([...unusedValues, ...words])].slice(0, LIMIT);
}

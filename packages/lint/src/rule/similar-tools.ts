import { quote } from "../text/quote.ts";
import { Ranking } from "../text/ranking.ts";
import { termsOf } from "../text/words.ts";
import { parametersOf } from "../view/parameter.ts";
import { textOf } from "./description.ts";
import type { Rule } from "./rule.ts";
import { toolSubject } from "./rule.ts";

/** From here on two descriptions differ in a word or two. */
const NEARLY_EQUAL = 0.92;
/** Comparing every two tools of a larger server takes longer than it is worth. */
const MOST_COMPARED = 600;
const FEWEST_TERMS = 3;

/** Two tools that a model cannot tell apart. */
export const similarDescriptions: Rule = {
  id: "similar-descriptions",
  severity: "warning",
  about: "Two tools with descriptions that are equal or nearly so.",
  *check({ modelTools }) {
    const described = modelTools.filter(
      ({ description }) => termsOf(textOf(description)).length >= FEWEST_TERMS,
    );
    const compared = described.slice(0, MOST_COMPARED);
    const ranking = new Ranking(compared.map(({ description }) => textOf(description)));
    for (const [index, tool] of compared.entries()) {
      const other = compared
        .slice(0, index)
        .findIndex((_, before) => ranking.likeness(index, before) >= NEARLY_EQUAL);
      const name = compared[other]?.name;
      if (name === undefined || name === tool.name) continue;
      yield {
        subject: toolSubject(tool.name),
        pointer: "/description",
        message: `The description is nearly that of ${quote(name)}, so a model chooses between them by chance.`,
        fix: "Say in both how they differ and when to use which, or make them one tool.",
      };
    }
  },
};

/** A tool that a search does not find. */
export const selfRetrieval: Rule = {
  id: "self-retrieval",
  severity: "warning",
  about:
    "A tool that a search for its own description does not find first (BM25, as agents with many tools search).",
  *check({ modelTools }) {
    if (modelTools.length < 2) return;
    const ranking = new Ranking(
      modelTools.map((tool) =>
        [
          tool.name,
          tool.title,
          textOf(tool.description),
          ...parametersOf(tool).map(({ name }) => name),
        ].join(" "),
      ),
    );
    for (const [index, tool] of modelTools.entries()) {
      const question = firstSentence(textOf(tool.description));
      if (termsOf(question).length < FEWEST_TERMS) continue;
      const scores = ranking.score(question);
      const own = scores[index] ?? 0;
      const best = scores.indexOf(Math.max(...scores));
      const other = modelTools[best];
      if (other === undefined || other.name === tool.name || (scores[best] ?? 0) <= own * MARGIN)
        continue;
      yield {
        subject: toolSubject(tool.name),
        pointer: "/description",
        message: `A search for its description finds ${quote(other.name)} first.`,
        fix: `Use the words of a user for what this tool does and ${quote(other.name)} does not.`,
      };
    }
  },
};

/** Scores that are closer than this are even. */
const MARGIN = 1.05;

function firstSentence(text: string): string {
  return /^[\s\S]*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text;
}

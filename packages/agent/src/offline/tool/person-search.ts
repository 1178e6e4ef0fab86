import { words } from "../language/tokenize.ts";
import { FREE_TEXT_PARAMETER, PERSON_NOUNS } from "../language/vocabulary.ts";
import type { ToolProfile } from "./tool-profile.ts";

/** A search for people or companies. */
export interface PersonSearch {
  readonly tool: ToolProfile;
  /** The parameter of the words to search for. */
  readonly key: string;
}

/** Lists the searches for people that need nothing but words. */
export function findPersonSearches(tools: readonly ToolProfile[]): PersonSearch[] {
  return tools
    .filter(
      ({ name, nouns, writes, required }) =>
        !writes &&
        words(name).includes("search") &&
        [...nouns].some((noun) => PERSON_NOUNS.has(noun)) &&
        required.every((key) => FREE_TEXT_PARAMETER.test(key)),
    )
    .flatMap((tool) => {
      const key = Object.keys(tool.parameters).find((each) => FREE_TEXT_PARAMETER.test(each));
      return key === undefined ? [] : [{ tool, key }];
    });
}

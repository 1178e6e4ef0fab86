import askTheUser from "./example/ask-the-user.ts?raw";
import firstServer from "./example/first-server.ts?raw";
import image from "./example/image.ts?raw";
import progress from "./example/progress.ts?raw";
import resourcesAndPrompts from "./example/resources-and-prompts.ts?raw";
import resultsAndErrors from "./example/results-and-errors.ts?raw";

/** A program that the playground offers to begin with. */
export interface Example {
  readonly title: string;
  readonly program: string;
}

/** The examples, simplest first. Each is a file of `example/`. */
export const EXAMPLES: readonly [Example, ...Example[]] = [
  { title: "Ten lines", program: firstServer },
  { title: "Results and errors", program: resultsAndErrors },
  { title: "Ask the user", program: askTheUser },
  { title: "Resources and prompts", program: resourcesAndPrompts },
  { title: "Progress and cancelling", program: progress },
  { title: "An image", program: image },
];

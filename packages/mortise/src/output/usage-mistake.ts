/** The parts of what commander says of a mistake, such as an unknown command. */
const SAID = /^(?:error: )?(.*?)\.?(?:\s*\(Did you mean (?:one of )?(.+)\?\))?\s*$/s;

/** Says in one sentence, with the nearest words or the way to the help, what commander says in lines. */
export function toUsageMistake(said: string): string {
  const [, mistake = said, near] = SAID.exec(said) ?? [];
  const words = mistake.replaceAll(/\s+/g, " ").replaceAll(/'([^']*)'/g, '"$1"');
  return `${words}; ${near === undefined ? "see --help" : `did you mean ${near}?`}`;
}

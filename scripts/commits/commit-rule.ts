const TYPES = "feat fix refactor perf test docs build ci chore revert".split(" ");
const SUBJECT = new RegExp(`^(?:${TYPES.join("|")})(?:\\([a-z0-9,/-]+\\))?!?: [^A-Z\\s].*[^.\\s]$`);
const MAX_SUBJECT = 72;

export interface Commit {
  readonly id: string;
  readonly message: string;
}

/** Returns a sentence for each rule of CONTRIBUTING.md that a commit's message breaks. */
export function findCommitFaults({ id, message }: Commit): readonly string[] {
  const [subject = "", gap, ...body] = message.trim().split("\n");
  const faults: string[] = [];
  const place = `${id.slice(0, 7)} "${subject}"`;
  if (!SUBJECT.test(subject)) {
    faults.push(`${place}: write "type(scope): imperative subject"; types: ${TYPES.join(", ")}`);
  }
  if (subject.length > MAX_SUBJECT) {
    faults.push(`${place}: the subject has ${subject.length} characters of at most ${MAX_SUBJECT}`);
  }
  if (gap !== "" || body.join("").trim() === "") {
    faults.push(`${place}: say why in a body, below an empty line`);
  }
  return faults;
}

import fc from "fast-check";
import { expect, test } from "vitest";
import { findClient } from "./client/clients.ts";
import { planInstall, planRemoval, readServers } from "./plan.ts";

const CLIENT = findClient("cursor");
const REQUEST = {
  client: CLIENT,
  name: "desk",
  entry: { kind: "process", command: "/n", args: ["a"], env: { A: "b" }, references: [] },
  scope: "user",
} as const;
/** Between two tokens: spaces, line ends of one kind, and comments. */
const space = (lineEnd: string): fc.Arbitrary<string> =>
  fc
    .array(
      fc.constantFrom(" ", "\t", lineEnd, `// c, {}"${lineEnd}`, "/* , } */", `${lineEnd}  `),
      {
        maxLength: 3,
      },
    )
    .map((parts) => parts.join(""));

/** An object of this many members in any layout; some end with a comma. */
function object(lineEnd: string, members: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  const gaps = fc.array(space(lineEnd), {
    minLength: 3 * members.length + 1,
    maxLength: 3 * members.length + 1,
  });
  return fc.tuple(gaps, fc.tuple(...members), fc.boolean()).map(([between, written, isOpen]) => {
    const rest = [...between];
    const next = (): string => rest.shift() ?? "";
    const lines = written.map((member) => `${next()}${member}${next()}`);
    const comma = isOpen && members.length > 0 ? `,${next()}` : "";
    return `{${lines.join(",")}${comma}${next()}}`;
  });
}

const member = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  value.map((written) => `"${name}": ${written}`);

const file = fc.constantFrom("\n", "\r\n").chain((lineEnd) => {
  const entry = member("other", object(lineEnd, [member("command", fc.constant('"x"'))]));
  const servers = fc.constantFrom([], [entry], [entry, member("more", fc.constant("{}"))]);
  const holder = servers.chain((each) => member("mcpServers", object(lineEnd, each)));
  const setting = member("theme", fc.constantFrom('"}, //"', "[1, 2,]", "null"));
  const members = fc.constantFrom([holder], [setting, holder], [holder, setting], [setting], []);
  return fc
    .tuple(
      space(lineEnd),
      members.chain((each) => object(lineEnd, each)),
      space(lineEnd),
    )
    .map((parts) => parts.join(""));
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (written: Uint8Array | undefined): string => new TextDecoder().decode(written);

test("whatever the layout of a file, an edit adds characters alone, and a removal leaves no comment out", () => {
  fc.assert(
    fc.property(file, (before) => {
      const { after } = planInstall(bytes(before), REQUEST);
      expect(isPartOf(before, text(after))).toBe(true);
      expect(planInstall(after, REQUEST).after).toBe(after);
      const removed = planRemoval(after, { client: CLIENT, name: "desk" });
      expect(readServers(removed.after, CLIENT).has("desk")).toBe(false);
      const comments = /\/\/ c, \{\}"|\/\* , \} \*\//g;
      expect(text(removed.after).match(comments)).toEqual(before.match(comments));
      if (readServers(bytes(before), CLIENT).size > 0) expect(text(removed.after)).toBe(before);
    }),
    { numRuns: 1000 },
  );
});

/** Whether each character of a text is in the other one, in order. */
function isPartOf(part: string, whole: string): boolean {
  let at = -1;
  return [...part].every((character) => {
    at = whole.indexOf(character, at + 1);
    return at !== -1;
  });
}

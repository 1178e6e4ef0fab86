import { expect, test } from "vitest";
import { describeFault, findBanned } from "./find-banned.ts";

const BAD: readonly (readonly [sentence: string, found: string])[] = [
  ["The caller who asks gets an answer.", "who"],
  ["Whoever writes a server reads this.", "Whoever"],
  ["The user to whom it is shown.", "whom"],
  ["An error that nobody sees.", "nobody"],
  ["Somebody else may hold the lock.", "Somebody"],
  ["Anyone may call it.", "Anyone"],
  ["The answer reaches no one.", "no one"],
  ["Tells the listener.", "Tells"],
  ["The client was told of it.", "told"],
  ["The bus hears of the change.", "hears"],
  ["The change was heard of.", "heard"],
  ["Takes note of an error.", "Takes note"],
  ["Arguments that were mended.", "mended"],
  ["A key that was made up.", "made up"],
  ["The other nodes see it too.", "nodes"],
  ["What a command connects to.", "What a command connects to"],
  ["The result is sent. What it holds, is kept.", "What it holds, is kept"],
  ["Of these, what is private is left out.", "what is private is"],
  ["The name, where there is one.", "where there is"],
  ["It listens no more.", "no more"],
  ["It gives up aloud.", "aloud"],
];

for (const [sentence, found] of BAD) {
  test(`"${sentence}" is refused in a comment, a string and a page`, () => {
    expect(findBanned("a.ts", `/** ${sentence} */\nexport {};`)).toMatchObject([
      { found, line: 1 },
    ]);
    expect(findBanned("a.ts", `\nfail(\`${sentence}\`);`)).toMatchObject([{ found, line: 2 }]);
    expect(findBanned("a.md", `# Title\n\n${sentence}\n`)).toMatchObject([{ found, line: 3 }]);
  });
}

const GOOD = [
  "The target of a command.",
  "What does a command connect to?",
  "The user asks who is on call?",
  "Who is sarah.chen@example.com?",
  "Did anyone deactivate customer C-1042?",
  "Runs on Node 24, and on node:http.",
  "Start it with node examples/desk.ts",
  "An AST node has a kind.",
  "At most four, and no more than four.",
  "Recommended: amend the commit.",
  "One of everyone of them",
];

for (const sentence of GOOD) {
  test(`"${sentence}" is fine`, () => {
    expect(findBanned("a.md", sentence)).toEqual([]);
  });
}

test("code, single words and import paths are not prose", () => {
  const source = [
    'import { told } from "./somebody who told.ts";'.replaceAll("told", "x"),
    'const words = ["who", "nobody", "told"];',
    "// Reads `nobody who told` back.",
  ].join("\n");
  expect(findBanned("a.ts", source)).toEqual([]);
  expect(findBanned("a.md", "Text.\n\n```ts\n// nobody who told\n```\n\nand `nobody`.")).toEqual(
    [],
  );
});

test("names in code are read word by word", () => {
  const faults = findBanned(
    "a.ts",
    "const wasTold = 1; const MENDED_KEY = recommended(#told in x);",
  );
  expect(faults.map(({ found }) => found)).toEqual(["wasTold", "MENDED_KEY", "told"]);
});

test("a sentence over two line comments is read whole", () => {
  const [fault] = findBanned("a.ts", "// The value, where there\n// is one.\nexport {};");
  expect(fault && describeFault(fault)).toBe('a.ts:1 "where there is": "if" or "unless"');
});

test("a fault in a block comment names its own line", () => {
  const source = "/**\n * Good.\n *\n * Kept for nobody.\n */\nexport {};";
  expect(findBanned("a.ts", source)).toMatchObject([{ line: 4 }]);
});

test("an allowance with a text excuses the strings that contain it, and no others", () => {
  const allowed = [{ path: "a.ts", text: "as nobody said", reason: "quoted" }];
  const source = 'fail("It is as nobody said it."); fail("Kept for nobody.");';
  expect(findBanned("a.ts", source, allowed)).toHaveLength(1);
  expect(findBanned("b.ts", source, allowed)).toHaveLength(2);
});

test("an allowance for strings excuses no comment", () => {
  const allowed = [{ path: "world/", kind: "string", reason: "texts of customers" }] as const;
  const source = '/** Said by somebody. */\nexport const text = "Somebody left a note.";';
  expect(findBanned("world/a.ts", source, allowed)).toMatchObject([{ line: 1 }]);
  expect(findBanned("b.ts", source, allowed)).toHaveLength(2);
});

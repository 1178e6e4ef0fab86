import { expect, test } from "vitest";
import type { DeskTool } from "./fixture/desk.ts";
import { tool, write } from "./fixture/desk.ts";
import { talk } from "./fixture/talk.ts";

function numbers(made: DeskTool, ...keys: string[]): DeskTool {
  const { inputSchema } = made.definition;
  const properties = Object.fromEntries(keys.map((key) => [key, { type: "number" as const }]));
  return {
    ...made,
    definition: {
      ...made.definition,
      inputSchema: { ...inputSchema, properties: { ...inputSchema.properties, ...properties } },
    },
  };
}

/** Tools as public servers name and describe them. */
const TOOLS: readonly DeskTool[] = [
  tool("echo", "Echoes back the input string", { message: "Message to echo" }),
  numbers(
    tool("get-sum", "Returns the sum of two numbers", { a: "First number", b: "Second number" }),
    "a",
    "b",
  ),
  tool("read_text_file", "Read the complete contents of a file as text.", { path: "The file" }),
  tool("list_directory", "Get a detailed listing of all files and directories in a path.", {
    path: "The directory",
  }),
  tool(
    "move_file",
    "Move or rename files and directories.",
    { source: "From", destination: "To" },
    { hints: write },
  ),
  tool("query", "Run a read-only SQL query", { sql: "The statement" }),
  tool("search_repositories", "Search for GitHub repositories", { query: "Search words" }),
  tool(
    "read_graph",
    "Read the entire knowledge graph",
    {},
    {
      handler: () => ({ entities: [], relations: [] }),
    },
  ),
];

test.each([
  ["Echo the message hello world", 'echo({"message":"hello world"})'],
  ["Add 2.5 and -4", 'get-sum({"a":2.5,"b":-4})'],
  ["List the files in /tmp/project", 'list_directory({"path":"/tmp/project"})'],
  ["Read the file /tmp/notes.txt", 'read_text_file({"path":"/tmp/notes.txt"})'],
  [
    "Move /tmp/a.txt to /tmp/b.txt",
    'move_file({"source":"/tmp/a.txt","destination":"/tmp/b.txt"})',
  ],
  ["Run the query 'select 1 as one'", 'query({"sql":"select 1 as one"})'],
  ["Search GitHub repositories for mortise", 'search_repositories({"query":"mortise"})'],
])("%s", (request, call) => {
  expect(talk(request, TOOLS).calls).toEqual([call]);
});

test("an empty result is said to be empty", () => {
  expect(talk("Read the graph", TOOLS).answer).toMatch(/^Graph: nothing in entities, relations\./);
});

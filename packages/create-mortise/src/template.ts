/** A project to begin with: a folder of `examples`, which CI runs. */
export interface Template {
  /** Names it, on the command line too. */
  readonly name: string;
  /** Its content, in a few words. */
  readonly description: string;
  /** The part of its README about running it, in Markdown. */
  readonly notes: string;
}

const SERVER_NOTES =
  "`npm start` serves it at http://127.0.0.1:3000/mcp; without `--http` it speaks stdio, as hosts start it.";

/** Every template, the plainest first. */
export const TEMPLATES: readonly Template[] = [
  {
    name: "server",
    description: "a tool server over stdio and HTTP",
    notes: SERVER_NOTES,
  },
  {
    name: "http-auth",
    description: "a tool server that checks access tokens (OAuth 2.1)",
    notes:
      "`node dev.ts` serves it on this computer, with a page that asks which user to be. `npm start` takes tokens of the authorization server `ISSUER` for the URL `RESOURCE`, both from the environment.",
  },
  {
    name: "tasks",
    description: "a tool server whose long calls survive restarts",
    notes: `${SERVER_NOTES} Tasks are kept in \`.mortise/tasks.db\`, or in the PostgreSQL of \`DATABASE_URL\` (\`npm install pg\`); \`npx mortise tasks list\` shows them.`,
  },
  {
    name: "connector",
    description: "a tool server in front of an API: paging, errors, tests",
    notes: `${SERVER_NOTES} The address of the API and its key are \`TICKETS_URL\` and \`TICKETS_KEY\` in the environment.`,
  },
  {
    name: "app",
    description: "a tool that shows a page inside the host (MCP Apps)",
    notes: `${SERVER_NOTES} \`npm run dev\` shows the page beside the result. \`npm run build\` makes \`dist/server.js\` with the page beside it, and \`npm run bundle -- --author "Ada Lovelace"\` one file of both, which hosts install; \`mortise build\` alone leaves the page out.`,
  },
  {
    name: "agent",
    description: "an agent over tool servers: Claude, GPT, Gemini or a local model",
    notes:
      '`npm start` asks it a question, and `npm start -- "another question"` another. With `ANTHROPIC_API_KEY`, `OPENAI_API_KEY` or `GEMINI_API_KEY` in the environment a model answers, after `npm install` of its provider, which the first run names; without one, a planner that calls tools by their words.',
  },
];

/** Returns the template of a name; `undefined` if there is none. */
export function findTemplate(name: string): Template | undefined {
  return TEMPLATES.find((template) => template.name === name);
}

import { expect, test } from "vitest";
import { convertText } from "../fixture/convert-text.ts";

const MESSAGES = '({ messages: [{ role: "user", content: { type: "text", text: "Hi" } }] })';

test("registerPrompt with completable arguments", () => {
  const before = `server.registerPrompt("review", {
  title: "Review",
  argsSchema: {
    language: completable(z.string(), (value) => ["ts"].filter((each) => each.startsWith(value))),
    file: completable(z.string(), (value, context) => [context?.arguments?.language ?? value]),
  },
}, ({ language }) => ${MESSAGES});`;
  expect(convertText(before).text).toMatchInlineSnapshot(`
    "server.prompt("review", {
      complete: { language: (value) => ["ts"].filter((each) => each.startsWith(value)), file: (value: string, _ctx, filled) => ((value, context) => [context?.arguments?.language ?? value])(value, { arguments: { ...filled } }) },
      title: "Review",
      input: z.object({
        language: z.string(),
        file: z.string(),
      }),
    }, ({ language }) => ({ messages: [{ role: "user", content: { type: "text", text: "Hi" } }] }));"
  `);
});

test.each([
  [
    "a name alone",
    `server.prompt("hi", () => ${MESSAGES});`,
    `server.prompt("hi", {}, () => ${MESSAGES});`,
  ],
  [
    "a description",
    `server.prompt("hi", "Greets.", () => ${MESSAGES});`,
    `server.prompt("hi", { description: "Greets." }, () => ${MESSAGES});`,
  ],
  [
    "a shape",
    `server.prompt("hi", { name: z.string() }, ({ name }) => ${MESSAGES});`,
    `server.prompt("hi", { input: z.object({ name: z.string() }) }, ({ name }) => ${MESSAGES});`,
  ],
  [
    "both",
    `server.prompt("hi", "Greets.", { name: z.string() }, ({ name }) => ${MESSAGES});`,
    `server.prompt("hi", { description: "Greets.", input: z.object({ name: z.string() }) }, ({ name }) => ${MESSAGES});`,
  ],
])("prompt with %s", (_name, before, after) => {
  expect(convertText(before).text).toBe(after);
});

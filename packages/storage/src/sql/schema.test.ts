import { expect, test } from "vitest";
import { checkName, checkSchema } from "./schema.ts";

test.each(["a", "mortise", "desk_2", "x".repeat(40)])("%j is a name", (name) => {
  expect(() => checkName(name, "namespace")).not.toThrow();
});

test.each(["", "Desk", "2desk", "_desk", "de-sk", 'x"; DROP TABLE y --', "x".repeat(41), "a\n"])(
  "%j is refused as a name, before it becomes SQL",
  (name) => {
    expect(() => checkName(name, "namespace")).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", data: { option: "namespace" } }),
    );
  },
);

test("a schema needs migrations, and each of them a name", () => {
  const schema = { namespace: "desk", component: "jobs", migrations: [] };
  expect(() => checkSchema(schema)).toThrow(/jobs needs one migration or more/);
  const nameless = { ...schema, migrations: [{ name: "", statements: [] }] };
  expect(() => checkSchema(nameless)).toThrow(/each with a name/);
  expect(() => checkSchema({ ...nameless, component: "Jobs" })).toThrow(/component must be/);
});

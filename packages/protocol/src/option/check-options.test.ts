import { expect, test } from "vitest";
import type { OptionNames } from "./check-options.ts";
import { checkDefinition, checkOptions, checkSpelling } from "./check-options.ts";

interface Example {
  readonly timeout?: string;
  readonly pageSize?: number;
}

const NAMES: OptionNames<Example> = { timeout: true, pageSize: true };

test("known options pass, with or without a value", () => {
  expect(() => checkOptions("example", {}, NAMES)).not.toThrow();
  expect(() =>
    checkOptions("example", { timeout: "1s", pageSize: undefined }, NAMES),
  ).not.toThrow();
});

test("a misspelt option is refused with the nearest name", () => {
  expect(() => checkOptions("example", { timout: "1s" }, NAMES)).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      message: 'example has no option "timout"; did you mean "timeout"?',
      data: { option: "timout" },
    }),
  );
});

test("an option like no other is refused with all names", () => {
  expect(() => checkOptions("example", { colour: "red" }, NAMES)).toThrow(
    'example has no option "colour"; it has pageSize, timeout',
  );
});

test("an unknown name without a value changes nothing", () => {
  expect(() => checkOptions("example", { colour: undefined }, NAMES)).not.toThrow();
});

test("names that every object inherits are no options", () => {
  expect(() => checkOptions("example", { constructor: 1 }, NAMES)).toThrow('"constructor"');
  const inherited = Object.create({ colour: "red" });
  expect(() => checkOptions("example", inherited, NAMES)).not.toThrow();
});

test("a value of another type is refused with the names that an object would have", () => {
  for (const [given, found] of [
    [undefined, "undefined"],
    [null, "null"],
    ["text", "a string"],
    [[], "a list"],
  ] as const) {
    expect(() => checkOptions("example", given, NAMES)).toThrow(
      `example takes an object with pageSize, timeout; it got ${found}`,
    );
  }
});

test("a definition is refused as a definition", () => {
  expect(() => checkDefinition("Tool t", { descripton: "d" }, { description: true })).toThrow(
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: 'Tool t has no option "descripton"; did you mean "description"?',
    }),
  );
  const advice = { parameters: 'did you mean "input"?' };
  expect(() => checkDefinition("Tool t", { parameters: {} }, { input: true }, advice)).toThrow(
    'Tool t has no option "parameters"; did you mean "input"?',
  );
});

test("an open object may have other members, but no misspelt one", () => {
  expect(() => checkSpelling("The example", { "com.example/x": 1 }, NAMES)).not.toThrow();
  expect(() => checkSpelling("The example", { timout: undefined }, NAMES)).not.toThrow();
  expect(() => checkSpelling("The example", { pagesize: 1 }, NAMES)).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      message: 'The example has no "pagesize"; did you mean "pageSize"?',
      data: { option: "pagesize" },
    }),
  );
});

import { expect, test } from "vitest";
import { measureFunctions } from "./measure-functions.ts";

const LONG = `{\n${"  step();\n".repeat(5)}}`;

const FORMS: readonly (readonly [form: string, source: string, name: string])[] = [
  ["a function", "function f(a, b, c, d, e) {}", "f"],
  ["an arrow", "const f = (a, b, c, d, e) => a;", "f"],
  ["a method", "class C { f(a, b, c, d, e) {} }", "f"],
  ["a private method", "class C { #f(a, b, c, d, e) {} }", "f"],
  ["a constructor", "class C { constructor(a, b, c, private d: D, ...e: E[]) {} }", "constructor"],
  ["an object's method", "const o = { f(a, b, c, d, e) {} };", "f"],
  ["an interface's method", "interface I { f(a: A, b: B, c: C, d: D, e?: E): void }", "f"],
  ["a function type", "type F = (a: A, b: B, c: C, d: D, e: E) => void;", "function"],
  ["a declaration", "declare function f(a: A, b: B, c: C, d: D, e: E): void;", "f"],
];

for (const [form, source, name] of FORMS) {
  test(`counts the parameters of ${form}`, () => {
    const found = measureFunctions(new Map([["a.ts", source]]));
    expect(found).toMatchObject([{ name, parameters: 5, line: 1 }]);
  });
}

test("counts an object as one parameter and `this` as none", () => {
  const source = "function f(this: X, { a, b, c, d, e }: Options) {}";
  expect(measureFunctions(new Map([["a.ts", source]]))).toMatchObject([{ parameters: 1 }]);
});

test("counts the lines of a function from its signature to its last brace", () => {
  const found = measureFunctions(new Map([["a.ts", `// above\nfunction f() ${LONG}\n`]]));
  expect(found).toEqual([{ path: "a.ts", name: "f", line: 2, lines: 7, parameters: 0 }]);
});

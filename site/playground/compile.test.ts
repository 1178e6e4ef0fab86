import { expect, test } from "vitest";
import { CompileError, compile } from "./compile.ts";

test("types go, lines stay, and the program is cut at its specifiers", () => {
  const { pieces, specifiers } = compile(
    'import { createServer } from "mortise";\nimport type { Tool } from "mortise";\n\nconst a: number = 1;\nawait import("zod");\ncreateServer(a as never);',
  );
  expect(specifiers).toEqual(["mortise", "zod"]);
  expect(pieces[0]).toBe('import { createServer } from "');
  expect(pieces.join("").split("\n")[3]?.replaceAll(" ", "")).toBe("consta=1;");
  expect(pieces[1]?.endsWith('await import("')).toBe(true);
  expect(pieces[2]?.startsWith('");\n')).toBe(true);
});

test.each([
  ["a package that is not here", 'import "mortise";\n\nimport pg from "pg";\npg.x;', 3, 'no "pg"'],
  ["an open bracket", "const a = 1;\nconst b = (;\n", 2, "Unexpected token"],
  ["an open text", 'const a = 1;\n\nconst b = "x;\n', 3, "Unterminated string"],
])("%s is refused with its line", (_name, text, line, message) => {
  const refusal = catchError(() => compile(text));
  expect(refusal).toBeInstanceOf(CompileError);
  expect(refusal).toMatchObject({ line, message: expect.stringContaining(message) });
});

function catchError(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parseSync } from "oxc-parser";
import { expect, test } from "vitest";

const PAGES = globSync(
  "{*.md,docs/**/*.md,site/home.md,packages/*/README.md,connectors/*/README.md,examples/*/README.md}",
  {
    exclude: (path) => /node_modules|\.pack|CHANGELOG/.test(String(path)),
  },
);

/** A code fence, with the comment before it that names the file it comes from. */
const FENCE = /(?:<!-- file: (\S+) -->\n)?```(\w*)\n([\s\S]*?)```/g;

for (const page of PAGES) {
  const text = readFileSync(page, "utf8");

  test(`${page}: every snippet of TypeScript comes from a file that runs`, () => {
    for (const [, source, language, snippet = ""] of text.matchAll(FENCE)) {
      if (language !== "ts") continue;
      expect(source, `name the file of:\n${snippet}`).toBeDefined();
      const [path = "", region] = (source ?? "").split("#");
      const content = readFileSync(path, "utf8");
      expect(snippet.trim(), source).toBe((region ? readRegion(content, region) : content).trim());
    }
  });

  test(`${page}: every link inside the repository leads somewhere`, () => {
    for (const [, target = ""] of text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)) {
      expect(existsSync(join(dirname(page), target)), `${page} -> ${target}`).toBe(true);
    }
  });
}

test("no page switches the check of certificates off (ihor-sokoliuk/mcp-searxng#138)", () => {
  const switching = PAGES.filter((page) =>
    /NODE_TLS_REJECT_UNAUTHORIZED\W{0,3}0|rejectUnauthorized: false/.test(
      readFileSync(page, "utf8"),
    ),
  );
  expect(switching).toEqual([]);
});

test.each(globSync("docs/{guide,migrate}/*.md"))(
  "%s: a snippet shows the imports that it uses",
  (page) => {
    for (const [path, code] of readShownCode(page)) {
      expect(findUnshown(path, code, readImportedNames), path).toEqual([]);
    }
  },
);

test.each(globSync("docs/{guide,migrate}/*.md"))(
  "%s links to each file whose names it uses",
  (page) => {
    const text = readFileSync(page, "utf8");
    for (const [path, code] of readShownCode(page)) {
      const unshown = findUnshown(path, code, readDeclaredNames);
      if (unshown.length === 0) continue;
      expect(text, unshown.join(", ")).toContain(`[whole file](../../${path})`);
    }
  },
);

test("each decision record has a number of its own, which its title repeats", () => {
  const numbers = globSync("docs/decisions/[0-9]*.md").map((path) => {
    const number = basename(path).slice(0, 4);
    expect(readFileSync(path, "utf8"), path).toMatch(new RegExp(`^# ${number} `));
    return number;
  });
  expect(numbers.length).toBeGreaterThan(20);
  expect(new Set(numbers).size).toBe(numbers.length);
});

/**
 * The lines between `// #region name` and `// #endregion`. A region may come in parts, such as its
 * imports and its code; an empty line separates them.
 */
function readRegion(content: string, region: string): string {
  const lines = content.split("\n");
  const parts: string[] = [];
  for (const [start, line] of lines.entries()) {
    if (line !== `// #region ${region}`) continue;
    const end = lines.indexOf("// #endregion", start);
    parts.push(
      lines
        .slice(start + 1, end)
        .join("\n")
        .trim(),
    );
  }
  expect(parts, `region ${region}`).not.toEqual([]);
  return parts.join("\n\n");
}

/** The code of a page by the file that it comes from. */
function readShownCode(page: string): ReadonlyMap<string, string> {
  const shown = new Map<string, string>();
  for (const [, source = "", language, snippet = ""] of readFileSync(page, "utf8").matchAll(
    FENCE,
  )) {
    const [path = ""] = source.split("#");
    if (language === "ts") shown.set(path, `${shown.get(path) ?? ""}${snippet}`);
  }
  return shown;
}

/** The names of a file that its code on a page uses, and that a reader of the page does not see. */
function findUnshown(
  path: string,
  code: string,
  readNames: (path: string, code: string) => readonly string[],
): string[] {
  // Without members and keys, which are not names of the file.
  const used = new Set(code.replace(/"[^"\n]*"|\/\/.*/g, "").match(/(?<![\w.])\w+\b(?!:)/g));
  const own = readNames(path, code);
  return readNames(path, readFileSync(path, "utf8")).filter(
    (name) => used.has(name) && !own.includes(name),
  );
}

const DECLARATION =
  /^(?:export )?(?:async )?(?:const|let|using|await using|function\*?|class) (\w+|\{[^}]*\}|\[[^\]]*\])/gm;

/** The names that code declares outside of functions. */
function readDeclaredNames(_path: string, code: string): string[] {
  return [...code.matchAll(DECLARATION)].flatMap(
    ([, names = ""]) => names.match(/(?<!\w)\w+(?!\w|:)/g) ?? [],
  );
}

/** The names that code has from its imports; those of `page.ts` serve the checks of an example. */
function readImportedNames(path: string, code: string): string[] {
  return parseSync(path, code)
    .module.staticImports.filter(({ moduleRequest }) => moduleRequest.value !== "./page.ts")
    .flatMap(({ entries }) => entries.map(({ localName }) => localName.value));
}

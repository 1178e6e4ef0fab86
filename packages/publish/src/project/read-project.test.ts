import { expect, test } from "vitest";
import { readPerson } from "./read-person.ts";
import { readProject } from "./read-project.ts";
import { readRepository } from "./read-repository.ts";

const read = (members: object) => readProject(JSON.stringify(members), "package.json");

test("members in the forms of npm are read", () => {
  const project = read({
    name: "@acme/desk",
    version: "1.2.0",
    description: "",
    author: "Ada Lovelace <ada@example.com> (https://ada.example)",
    license: "MIT",
    homepage: "https://desk.example",
    bugs: { url: "https://desk.example/issues", email: "help@desk.example" },
    repository: { type: "git", url: "git+https://github.com/acme/desk.git", directory: "server" },
    keywords: ["mcp", 7],
    engines: { node: ">=24" },
    os: ["!win32"],
  });
  expect(project).toEqual({
    name: "@acme/desk",
    version: "1.2.0",
    author: { name: "Ada Lovelace", email: "ada@example.com", url: "https://ada.example" },
    license: "MIT",
    homepage: "https://desk.example",
    support: "https://desk.example/issues",
    repository: {
      url: "https://github.com/acme/desk",
      account: { host: "github.com", owner: "acme" },
      folder: "server",
    },
    keywords: ["mcp"],
    node: ">=24",
    platforms: ["darwin", "linux"],
  });
});

test("a page for questions with credentials is left out", () => {
  expect(read({ bugs: "https://ada:hunter2@desk.example/issues" })).toEqual({});
});

test("an empty package.json says nothing", () => {
  expect(read({})).toEqual({});
  expect(readProject('\uFEFF{"name":"a"}', "package.json")).toEqual({ name: "a" });
});

test.each([
  ["{", /^package.json is no JSON: /],
  ["[]", /^package.json is no JSON object$/],
  ['{"name":7}', /^name of package.json is no text$/],
  ['{"homepage":"desk"}', /^homepage of package.json has "desk" as URL; give one with https:/],
  ['{"homepage":"https://a:hunter2@b.example"}', /^homepage of package.json has a URL with a user/],
  ['{"author":{}}', /^author of package.json has no name/],
  ['{"author":"Ada <ada>"}', /^author of package.json has "ada" as e-mail, which is no address$/],
  ['{"os":["aix"]}', /^os of package.json leaves none of darwin, win32, linux/],
])("%s is refused", (text, message) => {
  expect(() => readProject(text, "package.json")).toThrow(message);
});

test.each([
  ["Ada", { name: "Ada" }],
  ["Ada <ada@example.com>", { name: "Ada", email: "ada@example.com" }],
  ["Ada (https://a.example)", { name: "Ada", url: "https://a.example" }],
  [
    { name: " Ada ", url: "http://a.example" },
    { name: "Ada", url: "http://a.example" },
  ],
])("%j is a person", (written, person) => {
  expect(readPerson(written, "author")).toEqual(person);
});

test.each([
  ["acme/desk", "https://github.com/acme/desk"],
  ["gitlab:acme/desk", "https://gitlab.com/acme/desk"],
  ["git@github.com:acme/desk.git", "https://github.com/acme/desk"],
  ["git+ssh://git@github.com/acme/desk.git#main", "https://github.com/acme/desk"],
  ["https://user:secret@github.com/acme/desk.git", "https://github.com/acme/desk"],
  ["git+https://user:secret@git.acme.example/desk.git", "https://git.acme.example/desk.git"],
])("the repository %s has the page %s", (written, url) => {
  expect(readRepository(written)?.url).toBe(url);
});

test.each([undefined, "", "git@git.acme.example:desk.git", {}, { url: 7 }, "file:///srv/desk"])(
  "the repository %j has no page",
  (written) => {
    expect(readRepository(written)).toBeUndefined();
  },
);

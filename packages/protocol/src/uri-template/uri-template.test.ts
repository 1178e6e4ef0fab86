import { expect, test } from "vitest";
import { UriTemplate } from "./uri-template.ts";

/** The variables of RFC 6570, 1.2 and 3.2. */
const VALUES = {
  count: ["one", "two", "three"],
  dom: ["example", "com"],
  dub: "me/too",
  hello: "Hello World!",
  half: "50%",
  var: "value",
  who: "fred",
  base: "http://example.com/home/",
  path: "/foo/bar",
  list: ["red", "green", "blue"],
  keys: { semi: ";", dot: ".", comma: "," },
  v: "6",
  x: "1024",
  y: "768",
  empty: "",
  empty_keys: {},
};

/** Every example of RFC 6570, 3.2.2 to 3.2.9, and of the levels in 1.2. */
const EXAMPLES: readonly (readonly [template: string, uri: string])[] = [
  ["{var}", "value"],
  ["{hello}", "Hello%20World%21"],
  ["{half}", "50%25"],
  ["O{empty}X", "OX"],
  ["O{undef}X", "OX"],
  ["{x,y}", "1024,768"],
  ["{x,hello,y}", "1024,Hello%20World%21,768"],
  ["?{x,empty}", "?1024,"],
  ["?{x,undef}", "?1024"],
  ["?{undef,y}", "?768"],
  ["{var:3}", "val"],
  ["{var:30}", "value"],
  ["{list}", "red,green,blue"],
  ["{list*}", "red,green,blue"],
  ["{keys}", "semi,%3B,dot,.,comma,%2C"],
  ["{keys*}", "semi=%3B,dot=.,comma=%2C"],
  ["{count}", "one,two,three"],
  ["{count*}", "one,two,three"],
  ["{+var}", "value"],
  ["{+hello}", "Hello%20World!"],
  ["{+half}", "50%25"],
  ["{base}index", "http%3A%2F%2Fexample.com%2Fhome%2Findex"],
  ["{+base}index", "http://example.com/home/index"],
  ["O{+empty}X", "OX"],
  ["O{+undef}X", "OX"],
  ["{+path}/here", "/foo/bar/here"],
  ["here?ref={+path}", "here?ref=/foo/bar"],
  ["up{+path}{var}/here", "up/foo/barvalue/here"],
  ["{+x,hello,y}", "1024,Hello%20World!,768"],
  ["{+path,x}/here", "/foo/bar,1024/here"],
  ["{+path:6}/here", "/foo/b/here"],
  ["{+list}", "red,green,blue"],
  ["{+list*}", "red,green,blue"],
  ["{+keys}", "semi,;,dot,.,comma,,"],
  ["{+keys*}", "semi=;,dot=.,comma=,"],
  ["{#var}", "#value"],
  ["{#hello}", "#Hello%20World!"],
  ["{#half}", "#50%25"],
  ["foo{#empty}", "foo#"],
  ["foo{#undef}", "foo"],
  ["{#x,hello,y}", "#1024,Hello%20World!,768"],
  ["{#path,x}/here", "#/foo/bar,1024/here"],
  ["{#path:6}/here", "#/foo/b/here"],
  ["{#list}", "#red,green,blue"],
  ["{#list*}", "#red,green,blue"],
  ["{#keys}", "#semi,;,dot,.,comma,,"],
  ["{#keys*}", "#semi=;,dot=.,comma=,"],
  ["{.who}", ".fred"],
  ["{.who,who}", ".fred.fred"],
  ["{.half,who}", ".50%25.fred"],
  ["www{.dom*}", "www.example.com"],
  ["X{.var}", "X.value"],
  ["X{.empty}", "X."],
  ["X{.undef}", "X"],
  ["X{.var:3}", "X.val"],
  ["X{.list}", "X.red,green,blue"],
  ["X{.list*}", "X.red.green.blue"],
  ["X{.keys}", "X.semi,%3B,dot,.,comma,%2C"],
  ["X{.keys*}", "X.semi=%3B.dot=..comma=%2C"],
  ["X{.empty_keys}", "X"],
  ["X{.empty_keys*}", "X"],
  ["{/who}", "/fred"],
  ["{/who,who}", "/fred/fred"],
  ["{/half,who}", "/50%25/fred"],
  ["{/who,dub}", "/fred/me%2Ftoo"],
  ["{/var}", "/value"],
  ["{/var,empty}", "/value/"],
  ["{/var,undef}", "/value"],
  ["{/var,x}/here", "/value/1024/here"],
  ["{/var:1,var}", "/v/value"],
  ["{/list}", "/red,green,blue"],
  ["{/list*}", "/red/green/blue"],
  ["{/list*,path:4}", "/red/green/blue/%2Ffoo"],
  ["{/keys}", "/semi,%3B,dot,.,comma,%2C"],
  ["{/keys*}", "/semi=%3B/dot=./comma=%2C"],
  ["{;who}", ";who=fred"],
  ["{;half}", ";half=50%25"],
  ["{;empty}", ";empty"],
  ["{;v,empty,who}", ";v=6;empty;who=fred"],
  ["{;v,bar,who}", ";v=6;who=fred"],
  ["{;x,y}", ";x=1024;y=768"],
  ["{;x,y,empty}", ";x=1024;y=768;empty"],
  ["{;x,y,undef}", ";x=1024;y=768"],
  ["{;hello:5}", ";hello=Hello"],
  ["{;list}", ";list=red,green,blue"],
  ["{;list*}", ";list=red;list=green;list=blue"],
  ["{;keys}", ";keys=semi,%3B,dot,.,comma,%2C"],
  ["{;keys*}", ";semi=%3B;dot=.;comma=%2C"],
  ["{?who}", "?who=fred"],
  ["{?half}", "?half=50%25"],
  ["{?x,y}", "?x=1024&y=768"],
  ["{?x,y,empty}", "?x=1024&y=768&empty="],
  ["{?x,y,undef}", "?x=1024&y=768"],
  ["{?var:3}", "?var=val"],
  ["{?list}", "?list=red,green,blue"],
  ["{?list*}", "?list=red&list=green&list=blue"],
  ["{?keys}", "?keys=semi,%3B,dot,.,comma,%2C"],
  ["{?keys*}", "?semi=%3B&dot=.&comma=%2C"],
  ["{&who}", "&who=fred"],
  ["{&half}", "&half=50%25"],
  ["?fixed=yes{&x}", "?fixed=yes&x=1024"],
  ["{&x,y,empty}", "&x=1024&y=768&empty="],
  ["{&var:3}", "&var=val"],
  ["{&list}", "&list=red,green,blue"],
  ["{&list*}", "&list=red&list=green&list=blue"],
  ["{&keys*}", "&semi=%3B&dot=.&comma=%2C"],
];

test.each(EXAMPLES)("%s expands to %s, as RFC 6570 says", (template, uri) => {
  expect(new UriTemplate(template).expand(VALUES)).toBe(uri);
});

test("literals are percent-encoded where a URI needs it, and reserved triplets stay", () => {
  expect(new UriTemplate("docs://é {id}").expand({ id: "1" })).toBe("docs://%C3%A9%201");
  expect(new UriTemplate("docs://a%20b/{id}").expand({ id: "1" })).toBe("docs://a%20b/1");
  expect(new UriTemplate("{+path}").expand({ path: "admin%2F%zz" })).toBe("admin%2F%25zz");
});

test("an encoded literal is matched as it is written and as it is encoded", () => {
  const template = new UriTemplate("docs://é/{id}");
  expect(template.match("docs://%C3%A9/1")).toEqual({ id: "1" });
  expect(template.match("docs://é/1")).toEqual({ id: "1" });
});

test("names that every object has stand for nothing unless they are given", () => {
  expect(new UriTemplate("a{/constructor,toString}").expand({})).toBe("a");
});

test.each([
  ["customers://{id}/notes", "customers://C-1/notes", { id: "C-1" }],
  ["customers://{id}/notes", "customers://C%2F1/notes", { id: "C/1" }],
  ["customers://{id}/notes", "customers://C/1/notes", undefined],
  ["customers://{id}/notes", "customers://C-1/notes/", undefined],
  ["customers://{id}/notes", "customers://%zz/notes", undefined],
  ["file:///{+path}", "file:///src/main.ts", { path: "src/main.ts" }],
  ["file:///{+path}", "file:///", undefined],
  ["file:///{+path}", "file:///a?b#c", { path: "a?b#c" }],
  ["file:///{+path}{?line}", "file:///a/b?line=3", { path: "a/b", line: "3" }],
  ["file:///{+path}{#part}", "file:///a/b#top", { path: "a/b", part: "top" }],
  ["repo:{/list*}", "repo:/a/b%2Fc/d", { list: ["a", "b/c", "d"] }],
  ["repo:{/list*}", "repo:", {}],
  ["repo:{/list*}/end", "repo:/a/b/end", { list: ["a", "b"] }],
  ["find:{?q,lang}", "find:?q=a%26b&lang=en", { q: "a&b", lang: "en" }],
  ["find:{?q,lang}", "find:?lang=en", { lang: "en" }],
  ["find:{?q,lang}", "find:", {}],
  ["find:{?q,lang}", "find:?other=1", undefined],
  ["find:{?q}{&lang}", "find:?q=1&lang=en", { q: "1", lang: "en" }],
  ["find:{?tag*}", "find:?tag=a&tag=b", { tag: ["a", "b"] }],
  ["item{;v}/x", "item;v=1/x", { v: "1" }],
  ["file{.ext}", "file.tar.gz", { ext: "tar.gz" }],
  ["at:{x,y}", "at:1,2", { x: "1", y: "2" }],
  ["at:{x,y}", "at:1,2,3", undefined],
  ["things://{ids}", "things://a,b", { ids: ["a", "b"] }],
  ["things://{ids}", "things://a%2Cb", { ids: "a,b" }],
  ["things://x{?ids}", "things://x?ids=a,b", { ids: ["a", "b"] }],
  ["things://x{;ids}", "things://x;ids=a,b%2Cc", { ids: ["a", "b,c"] }],
  ["X{.list}", "X.red,green,blue", { list: ["red", "green", "blue"] }],
  ["{/list}", "/red,green", { list: ["red", "green"] }],
  ["{+list}", "red,green", { list: "red,green" }],
  ["x{/list*,path:4}", "x/red/green/%2Ffoo", { list: ["red", "green"], path: "/foo" }],
  ["x{/list*,last}", "x/red", { list: ["red"] }],
  ["search://q{?filters*}", "search://q?a=1&b=2", { filters: { a: "1", b: "2" } }],
  ["search://q{?filters*}", "search://q?filters=1&b=2", { filters: { filters: "1", b: "2" } }],
  ["search://q{?filters*}", "search://q?a=1&a=2", undefined],
  ["search://q{?filters*}", "search://q?%zz=1", undefined],
  ["search://q{?filters*}", "search://q?=1", undefined],
  ["search://q{?id,filters*}", "search://q?id=7&a=1", { id: "7", filters: { a: "1" } }],
  ["search://q{?id}{&filters*}", "search://q?id=7&a=1", { id: "7", filters: { a: "1" } }],
  ["search://q{?tag*}{&page}", "search://q?tag=a&page=2", { tag: ["a"], page: "2" }],
  ["item{;keys*}", "item;a=1;b", { keys: { a: "1", b: "" } }],
])("%s finds in %s what made it", (template, uri, values) => {
  expect(new UriTemplate(template).match(uri)).toEqual(values);
});

/** A seeded generator (mulberry32), so that a failure can be repeated. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const ALPHABET = [..."aZ09-._~ :/?#[]@!$&'()*+,;=%{}|\\^`\"<>éß世🦊\u0000\n"];

test("whatever the values, match gives back what expand was given", () => {
  const random = createRandom(6570);
  const text = (): string =>
    Array.from({ length: 1 + random(8) }, () => ALPHABET[random(ALPHABET.length)]).join("");
  const list = (): string[] => Array.from({ length: 1 + random(4) }, text);
  const shapes: readonly (readonly [
    string,
    () => Record<string, string | string[] | Record<string, string>>,
  ])[] = [
    ["a://{id}", () => ({ id: text() })],
    ["a://{id}/b/{other}", () => ({ id: text(), other: text() })],
    ["a://x{/id}{/rest*}", () => ({ id: text(), rest: list() })],
    ["a://x{/rest*}", () => ({ rest: list() })],
    ["a://x{?q,lang}", () => ({ q: text(), lang: text() })],
    ["a://x{?tag*}{&page}", () => ({ tag: list(), page: text() })],
    ["a://x{;v,w}/end", () => ({ v: text(), w: text() })],
    ["a://x{.ext}", () => ({ ext: text() })],
    ["a://x/{list*}", () => ({ list: list() })],
    ["a://x{?q}{#part}", () => ({ q: text(), part: text().replaceAll("%", "") })],
    ["a://{list}", () => ({ list: [text(), ...list()] })],
    ["a://x{?list,id}", () => ({ list: [text(), ...list()], id: text() })],
    ["a://x{?id,pairs*}", () => ({ id: text(), pairs: { [`k${text()}`]: text(), k: text() } })],
    ["a://{+path}", () => ({ path: `/${text().replaceAll("%", "")}` })],
  ];
  for (let round = 0; round < 400; round += 1) {
    for (const [source, make] of shapes) {
      const template = new UriTemplate(source);
      const values = make();
      const uri = template.expand(values);
      expect({ source, uri, values: template.match(uri) }).toEqual({ source, uri, values });
    }
  }
});

test("a hostile URI is refused in bounded work, whatever the template", () => {
  const templates = [
    "a:{+a}{+b}{+c}{+d}!",
    "a:{a}{b}{c}{d}{e}{f}!",
    "a:{/a*}{/b*}{/c*}/end",
    "a:{+a}x{+b}x{+c}x{+d}x!",
    "a:{?a*}{&b*}{&a}!",
  ];
  const hostile = [
    "a".repeat(2040),
    "x".repeat(2040),
    "/x".repeat(1020),
    "?a=".padEnd(2040, "&a="),
  ];
  for (const source of templates) {
    const template = new UriTemplate(source);
    for (const body of hostile) expect(template.match(`a:${body}`)).toBeUndefined();
  }
});

test("a URI that is longer than 2048 characters matches nothing", () => {
  const template = new UriTemplate("a:{+path}");
  expect(template.match(`a:${"x".repeat(2046)}`)).toBeDefined();
  expect(template.match(`a:${"x".repeat(2047)}`)).toBeUndefined();
});

test.each([
  "{",
  "a}",
  "{}",
  "{a",
  "{a{b}}",
  "{!a}",
  "{=a}",
  "{a:0}",
  "{a:10000}",
  "{a:x}",
  "{a b}",
  "{,a}",
  "{a..b}",
])("%s is refused, because it breaks RFC 6570", (template) => {
  expect(() => new UriTemplate(template)).toThrow(
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: expect.stringContaining("RFC 6570"),
    }),
  );
});

test("the variables are named in the order of the template", () => {
  expect(new UriTemplate("a:{x,y}{/list*}{?q:3}").variables).toEqual(["x", "y", "list", "q"]);
});

test("numbers and flags are written as texts, and null is left out", () => {
  const values = { n: 6, flag: false, none: null, list: [1, null, "b"], map: { a: 1, b: null } };
  expect(new UriTemplate("/set{?n,flag,none}").expand(values)).toBe("/set?n=6&flag=false");
  expect(new UriTemplate("{none}{/list*}{?map*}").expand(values)).toBe("/1/b?a=1");
  expect(new UriTemplate("x{?list}").expand({ list: [null] })).toBe("x");
});

test.each([
  ["{keys:1}", { keys: { a: "1" } }],
  ["{+keys:1}", { keys: ["a"] }],
])("%s cannot cut a list or pairs", (template, values) => {
  expect(() => new UriTemplate(template).expand(values)).toThrow(
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: expect.stringContaining("has a prefix of 1, and its value is"),
    }),
  );
});

test("a name that every object has is a name of a pair", () => {
  const found = new UriTemplate("x{?f*}").match("x?__proto__=1&constructor=2");
  expect(JSON.stringify(found)).toBe('{"f":{"__proto__":"1","constructor":"2"}}');
});

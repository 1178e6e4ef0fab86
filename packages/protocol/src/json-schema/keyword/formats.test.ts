import { describe, expect, test } from "vitest";
import { FORMATS } from "./formats.ts";

const TEXTS: Readonly<
  Record<string, { readonly valid: readonly string[]; readonly invalid: readonly string[] }>
> = {
  date: {
    valid: ["2024-02-29", "2000-02-29"],
    invalid: ["2023-02-29", "1900-02-29", "2024-13-01", "2024-1-1", "২০২৪-01-01"],
  },
  time: {
    valid: ["23:59:60Z", "01:29:60+01:30", "08:30:06.283185Z", "08:30:06z"],
    invalid: ["22:59:60Z", "24:00:00Z", "12:00:00", "12:00:00+24:00"],
  },
  "date-time": {
    valid: ["1963-06-19T08:30:06Z", "1998-12-31T15:59:60.123-08:00", "2024-01-01 10:00:00Z"],
    invalid: ["1963-06-19T08:30:06", "1963-06-19", "2013-350T01:01:01"],
  },
  duration: {
    valid: ["P4DT12H30M5S", "P1M", "PT1M", "P1W", "PT36H"],
    invalid: ["P", "PT", "P1YT", "P1Y2W", "P1D2H", "PT1D", "1D"],
  },
  email: {
    valid: ["joe.bloggs@example.com", '"joe bloggs"@example.com', "joe@[127.0.0.1]", "~t@e.com"],
    invalid: ["2962", ".t@e.com", "t.@e.com", "t..t@e.com", "joe@", "jö@example.com"],
  },
  "idn-email": { valid: ["실례@실례.테스트", "a@b.co"], invalid: ["2962", "실례", "a@@ "] },
  hostname: {
    valid: ["www.example.com", "xn--4gbwdl.xn--wgbh1c", "a1"],
    invalid: ["-a.com", "a-.com", "a_b", "", "a..b", `${"a".repeat(64)}.com`, "XY--ab"],
  },
  ipv4: { valid: ["192.168.0.1", "0.0.0.0"], invalid: ["127.0.0.0.1", "256.1.1.1", "087.10.0.1"] },
  ipv6: {
    valid: ["::1", "::", "::abcd:ef12", "1:2:3:4:5:6:7:8", "::ffff:192.168.0.1", "1:2::8"],
    invalid: [
      "12345::",
      ":::",
      "1:2:3:4:5:6:7",
      "::laptop",
      "1::2::3",
      "::ffff:1.2.3",
      "fe80::a%1",
    ],
  },
  uri: {
    valid: ["http://foo.bar/?baz=qux#quux", "urn:oasis:names", "ldap://[2001:db8::7]/c=GB?o?one"],
    invalid: [
      "//foo.bar",
      "/abc",
      "http:// x",
      "http://[::1",
      "bar,baz:foo",
      "a:%zz",
      "http://a:b/",
    ],
  },
  iri: {
    valid: ["http://ƒøø.ßår/?∂éœ=πîx#πîüx"],
    invalid: ["/abc", "âππ", "http://2001:0db8:7334"],
  },
  "uri-reference": {
    valid: ["/abc", "#frag", "abc", "//foo.bar/?baz", "a/b:c"],
    invalid: ["\\\\WINDOWS\\share", "#frag\\ment", ":x", "a b"],
  },
  "iri-reference": { valid: ["âππ", "#ƒrägmênt"], invalid: ["\\\\WINDOWS\\filëßåré"] },
  "uri-template": {
    valid: ["http://e.com/{a,b*}{?c:3}", "dictionary/o'clock", ""],
    invalid: ["http://e.com/{a", "a b"],
  },
  uuid: {
    valid: ["2EB8AA08-AA98-11EA-B4AA-73B441D16380"],
    invalid: ["2eb8aa08aa9811eab4aa73b441d16380", "2eb8-aa08-aa98-11ea-b4aa73b441d16380"],
  },
  regex: { valid: ["([abc])+\\s+$"], invalid: ["^(abc]", "^\\S(|(.|\\n)*\\S)\\Z"] },
  "json-pointer": { valid: ["", "/foo/bar~0/baz~1/%a"], invalid: ["foo", "/a~", "/~2", "#/a"] },
  "relative-json-pointer": { valid: ["1", "0/foo", "2#"], invalid: ["/foo", "-1/a", "01", "0##"] },
  "json-pointer-uri-fragment": { valid: ["#", "#/a%20b"], invalid: ["/a", "#a", "#/%zz"] },
};

describe.each(Object.entries(TEXTS))("%s", (format, { valid, invalid }) => {
  test.each(valid)("takes %j", (text) => expect(FORMATS[format]?.(text)).toBe(true));
  test.each(invalid)("refuses %j", (text) => expect(FORMATS[format]?.(text)).toBe(false));
});

test.each(Object.keys(FORMATS))("%s looks at a long text once", (format) => {
  for (const unit of ["a", "a-", "1.", "a@", "/~0", "::", "(a", "{a}", "%20", "é"]) {
    expect(FORMATS[format]?.(unit.repeat(50_000))).toBeTypeOf("boolean");
    expect(FORMATS[format]?.(`http://${unit.repeat(50_000)}\n`)).toBeTypeOf("boolean");
  }
});

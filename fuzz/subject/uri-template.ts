import assert from "node:assert/strict";
import { MortiseError } from "@mortise/protocol";
import fc from "fast-check";
import { UriTemplate } from "../../packages/protocol/src/uri-template/uri-template.ts";
import { text } from "../arbitrary/junk.ts";
import type { Subject } from "../subject.ts";

const OPERATORS = ["", "+", "#", ".", "/", ";", "?", "&"];
const literal = fc.constantFrom("a://", "/", "x", "-", "é", "%20", ".", "?a=1");

const VARIABLES = ["a", "b", "a,b", "a*", "b:3", "a*,b:9999"];

const expression = fc
  .tuple(fc.constantFrom(...OPERATORS), fc.constantFrom(...VARIABLES))
  .map(([operator, variables]) => `{${operator}${variables}}`);

const template = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(fc.oneof(literal, expression), { maxLength: 8 })
      .map((parts) => parts.join("")),
  },
  {
    weight: 1,
    arbitrary: fc.string({
      unit: fc.constantFrom("{", "}", "a", ",", "*", ":", "+", "?", "%", "9"),
    }),
  },
);

const segment = fc.constantFrom("/{a}", "/x{b}", "/y.{d}", "/x", "/{a}-z");
const query = fc.constantFrom("", "{?e}", "{?e,f}", "?q=1{&e}", "{?e}{&f}", "?q={e}");

/** Templates whose expansion can be read in one way only: no variable twice, and a mark between two. */
const readable = fc
  .tuple(
    fc.uniqueArray(segment, {
      maxLength: 4,
      selector: (each) => each.match(/[a-d](?=})/)?.[0] ?? each,
    }),
    query,
  )
  .map(([segments, end]) => `a://host${segments.join("")}${end}`);

/** Any template is read or refused, and any URI is matched by it in bounded time. */
export const anyTemplate: Subject = {
  name: "URI templates",
  weight: 3,
  property: (tick) =>
    fc.property(template, text, text, (written, value, uri) => {
      tick();
      let parsed: UriTemplate;
      try {
        parsed = new UriTemplate(written);
      } catch (error) {
        assert.ok(MortiseError.is(error) && error.code === "INVALID_DEFINITION", String(error));
        return;
      }
      parsed.match(uri);
      parsed.match(written);
      const list = written.includes("b:") ? value : [value.toWellFormed(), "x"];
      parsed.match(parsed.expand({ a: value.toWellFormed(), b: list }));
    }),
};

/** The variables of an expanded template are read back. */
export const roundTrip: Subject = {
  name: "URI round trips",
  weight: 2,
  property: (tick) =>
    fc.property(
      readable,
      fc.record({ a: text, b: text, c: text, d: text, e: text, f: text }),
      (written, values) => {
        tick();
        const parsed = new UriTemplate(written);
        const given = Object.fromEntries(
          Object.entries(values)
            .filter(([name]) => parsed.variables.includes(name))
            .map(([name, value]) => [name, value.toWellFormed()]),
        );
        const expanded = parsed.expand(given);
        if (expanded.length > 2000) return;
        const found = parsed.match(expanded);
        assert.ok(found, `${written} does not match its own ${expanded}`);
        assert.equal(parsed.expand(found), expanded);
        assert.deepEqual({ ...found }, given);
      },
    ),
};

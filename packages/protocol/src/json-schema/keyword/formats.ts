import * as format from "typebox/format";

/**
 * The formats that are asserted, by name; any other name is an annotation (2020-12, Validation, 7).
 *
 * Each looks at a text once, so that no text takes longer than its length.
 */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  date: format.IsDate,
  time: (text) => format.IsTime(text),
  // A blank may stand for the T (RFC 3339, 5.6).
  "date-time": (text) => format.IsDateTime(text.replace(/^(.{10}) /, "$1T")),
  duration: format.IsDuration,
  email: format.IsEmail,
  "idn-email": format.IsIdnEmail,
  hostname: format.IsHostname,
  "idn-hostname": format.IsIdnHostname,
  ipv4: format.IsIPv4,
  ipv6: format.IsIPv6,
  uri: format.IsUri,
  "uri-reference": format.IsUriReference,
  iri: format.IsIri,
  "iri-reference": format.IsIriReference,
  "uri-template": format.IsUriTemplate,
  url: format.IsUrl,
  uuid: format.IsUuid,
  // "\Z" is an anchor of other languages, and would be the letter here.
  regex: (text) => format.IsRegex(text) && !/[^\\]\\Z/.test(text),
  "json-pointer": format.IsJsonPointer,
  "json-pointer-uri-fragment": format.IsJsonPointerUriFragment,
  "relative-json-pointer": format.IsRelativeJsonPointer,
};

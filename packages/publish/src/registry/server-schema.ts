import type { JsonSchema } from "@mortise/protocol";
import { SERVER_SCHEMA_URL } from "./server-json.ts";

const text: JsonSchema = { type: "string" };
const url: JsonSchema = { type: "string", format: "uri" };
const flag: JsonSchema = { type: "boolean" };

/** A value that a user gives, and those that it is put together from. */
const input = {
  description: text,
  isRequired: flag,
  isSecret: flag,
  format: { enum: ["string", "number", "boolean", "filepath"] },
  value: text,
  default: text,
  placeholder: text,
  choices: { type: "array", items: text },
} as const;
const variables: JsonSchema = {
  type: "object",
  additionalProperties: { type: "object", properties: input },
};
const keyValues: JsonSchema = {
  type: "array",
  items: { type: "object", required: ["name"], properties: { ...input, name: text, variables } },
};
const words: JsonSchema = {
  type: "array",
  items: {
    type: "object",
    required: ["type"],
    properties: { ...input, variables, isRepeated: flag, type: { enum: ["positional", "named"] } },
    if: { properties: { type: { const: "named" } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { required: ["name"], properties: { name: text } },
    else: {
      anyOf: [{ required: ["value"] }, { required: ["valueHint"] }],
      properties: { valueHint: text },
    },
  },
};

function transport(types: readonly string[]): JsonSchema {
  return {
    type: "object",
    required: ["type"],
    properties: { type: { enum: [...types] }, headers: keyValues, variables },
    if: { properties: { type: { const: "stdio" } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: true,
    else: {
      required: ["url"],
      properties: { url: { type: "string", pattern: "^https?://\\S+$" } },
    },
  };
}

const serverPackage: JsonSchema = {
  type: "object",
  required: ["registryType", "identifier", "transport"],
  properties: {
    registryType: text,
    registryBaseUrl: url,
    identifier: text,
    version: { type: "string", minLength: 1, not: { const: "latest" } },
    fileSha256: { type: "string", pattern: "^[a-f0-9]{64}$" },
    runtimeHint: text,
    transport: transport(["stdio", "streamable-http", "sse"]),
    runtimeArguments: words,
    packageArguments: words,
    environmentVariables: keyValues,
  },
};

const icon: JsonSchema = {
  type: "object",
  required: ["src"],
  properties: {
    src: { type: "string", format: "uri", maxLength: 255 },
    mimeType: { enum: ["image/png", "image/jpeg", "image/jpg", "image/svg+xml", "image/webp"] },
    sizes: { type: "array", items: { type: "string", pattern: "^(\\d+x\\d+|any)$" } },
    theme: { enum: ["light", "dark"] },
  },
};

/** The constraints of the registry's schema 2025-12-11, in words of our own. */
export const SERVER_SCHEMA: JsonSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  required: ["$schema", "name", "description", "version"],
  properties: {
    $schema: { const: SERVER_SCHEMA_URL },
    name: {
      type: "string",
      minLength: 3,
      maxLength: 200,
      pattern: "^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$",
    },
    title: { type: "string", minLength: 1, maxLength: 100 },
    description: { type: "string", minLength: 1, maxLength: 100 },
    version: { type: "string", maxLength: 255 },
    websiteUrl: url,
    repository: {
      type: "object",
      required: ["url", "source"],
      properties: { url, source: text, id: text, subfolder: text },
    },
    icons: { type: "array", items: icon },
    packages: { type: "array", items: serverPackage },
    remotes: { type: "array", items: transport(["streamable-http", "sse"]) },
    _meta: {
      type: "object",
      properties: { "io.modelcontextprotocol.registry/publisher-provided": { type: "object" } },
    },
  },
};

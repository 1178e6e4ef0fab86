#!/usr/bin/env node
import process from "node:process";
import { serve } from "mortise";
import { readSlackOptions } from "./options.ts";
import { createSlackServer } from "./server.ts";

try {
  await serve(createSlackServer(readSlackOptions(process.env)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

#!/usr/bin/env node
import process from "node:process";
import { serve } from "mortise";
import { readJiraOptions } from "./options.ts";
import { createJiraServer } from "./server.ts";

await serve(createJiraServer(readJiraOptions(process.env)));

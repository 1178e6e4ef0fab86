#!/usr/bin/env node
import process from "node:process";
import { serve } from "mortise";
import { readSlackOptions } from "./options.ts";
import { createSlackServer } from "./server.ts";

await serve(createSlackServer(readSlackOptions(process.env)));

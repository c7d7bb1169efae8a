import type { Router } from 'express';
import type { PageDeps } from '../page-deps.ts';

export function addFaultPanel(_router: Router, _deps: PageDeps): void {}

import type { Router } from 'express';
import type { PageDeps } from '../page-deps.ts';

export function addAccountPages(_router: Router, _deps: PageDeps): void {}

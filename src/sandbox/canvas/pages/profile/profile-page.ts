import type { Router } from 'express';
import type { PageDeps } from '../page-deps.ts';

export function addProfile(_router: Router, _deps: PageDeps): void {}

import type { Command } from '../command.ts';
import { clearCanvasApi, setCanvasApi } from './canvas-api.ts';
import { listCanvasScopes } from './canvas-api-scopes.ts';
import { approveDeployment, refuseDeployment } from './deployment-decide.ts';
import { listDeployments } from './deployment-list.ts';
import { reencrypt } from './encryption-reencrypt.ts';
import { makeInstallLink } from './install-link.ts';
import { addInstitution } from './institution-add.ts';
import { applyInstitutionFile } from './institution-apply.ts';
import { changeInstitution } from './institution-change.ts';
import { eraseInstitution, removeInstitution } from './institution-erase.ts';
import { exportInstitution } from './institution-export.ts';
import { listInstitutions } from './institution-list.ts';
import { showInstitution } from './institution-show.ts';
import { disableInstitution, enableInstitution } from './institution-switch.ts';
import { rotateKeys } from './keys-rotate.ts';
import { listRuns } from './run-list.ts';
import { retryRun } from './run-retry.ts';
import { clearSis } from './sis-clear.ts';
import { setSis } from './sis-set.ts';

/** Every command, in the order of `--help`. */
export const commands: readonly Command[] = [
  makeInstallLink,
  addInstitution,
  applyInstitutionFile,
  listInstitutions,
  showInstitution,
  changeInstitution,
  disableInstitution,
  enableInstitution,
  exportInstitution,
  eraseInstitution,
  removeInstitution,
  listDeployments,
  approveDeployment,
  refuseDeployment,
  setSis,
  clearSis,
  listCanvasScopes,
  setCanvasApi,
  clearCanvasApi,
  listRuns,
  retryRun,
  rotateKeys,
  reencrypt,
];

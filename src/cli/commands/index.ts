import type { Command } from '../command.ts';
import { clearCanvasApi, listCanvasScopes, setCanvasApi } from './canvas-api-commands.ts';
import { approveDeployment, listDeployments, refuseDeployment } from './deployment-commands.ts';
import { examineInstitution } from './doctor.ts';
import { reencrypt } from './encryption-reencrypt.ts';
import { makeInstallLink } from './install-link.ts';
import { addInstitution } from './institution-add.ts';
import { applyInstitutionFile } from './institution-apply.ts';
import { changeInstitution } from './institution-change.ts';
import { eraseInstitution, removeInstitution } from './institution-erase.ts';
import { exportInstitution } from './institution-export.ts';
import { listInstitutions, showInstitution } from './institution-show.ts';
import { disableInstitution, enableInstitution } from './institution-switch.ts';
import { rotateKeys } from './keys-rotate.ts';
import { listRuns, retryRun } from './run-commands.ts';
import { listSchedules } from './schedule-list.ts';
import { clearSis, setSis } from './sis-commands.ts';

/** Every command, in the order of `--help`. */
export const commands: readonly Command[] = [
  makeInstallLink,
  addInstitution,
  applyInstitutionFile,
  listInstitutions,
  showInstitution,
  examineInstitution,
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
  listSchedules,
  rotateKeys,
  reencrypt,
];

import { auditMessages } from './audit.ts';
import { canvasApiMessages } from './canvas-api.ts';
import { adminCompareMessages } from './compare.ts';
import { connectionTestMessages } from './connection-test.ts';
import { csvExportMessages } from './csv-export.ts';
import { formMessages } from './form.ts';
import { nightlyMessages } from './nightly.ts';
import { overviewMessages } from './overview.ts';
import { runsMessages } from './runs.ts';
import { schedulesMessages } from './schedules.ts';
import { settingsMessages } from './settings.ts';
import { setupMessages } from './setup.ts';
import { sisConnectionMessages } from './sis-connection.ts';
import { trendsMessages } from './trends.ts';
import { webhookMessages } from './webhook.ts';

export const administrationMessages = {
  tabsLabel: 'Páginas de administración',
  tabs: {
    overview: 'Resumen',
    runs: 'Sincronizaciones',
    schedules: 'Programaciones',
    compare: 'Comparar',
    sis: 'Conexión SIS',
    canvasApi: 'API de Canvas',
    settings: 'Configuración',
    audit: 'Auditoría',
  },
  overview: overviewMessages,
  nightly: nightlyMessages,
  runs: runsMessages,
  schedules: schedulesMessages,
  compare: adminCompareMessages,
  sis: sisConnectionMessages,
  csvExport: csvExportMessages,
  test: connectionTestMessages,
  canvasApi: canvasApiMessages,
  trends: trendsMessages,
  settings: settingsMessages,
  setup: setupMessages,
  webhook: webhookMessages,
  audit: auditMessages,
  form: formMessages,
} as const;

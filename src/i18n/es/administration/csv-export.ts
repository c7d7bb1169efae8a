export const csvExportMessages = {
  title: 'Archivos OneRoster CSV',
  link: 'Descargar los archivos OneRoster CSV',
  lead: 'Las sincronizaciones ponen las calificaciones en archivos OneRoster CSV en vez de enviarlas. Descárguelos aquí en un solo zip e impórtelo en {sis}.',
  unread:
    'De un archivo no se puede leer nada de vuelta. Por eso una calificación se queda en «Enviada»: no podemos decir si {sis} la ha importado, y Comparar no encuentra nada.',
  notChosen:
    'Su perfil de SIS envía las calificaciones por solicitudes, así que no hay archivos. Para usarlos, elija un perfil llamado OneRoster CSV.',
  downloadTitle: 'Descargar',
  never: 'Nadie ha descargado los archivos todavía.',
  last: 'Última descarga: {when}, {what}, con {lineItems} elementos y {results} resultados.',
  modes: { bulk: 'completa', delta: 'solo cambios' },
  delta: 'Descargar los cambios',
  deltaExplain: {
    one: 'Cambió una línea desde la última descarga. Las calificaciones quitadas van marcadas como eliminadas.',
    other:
      'Cambiaron {count} líneas desde la última descarga. Las calificaciones quitadas van marcadas como eliminadas.',
  },
  deltaFirst: {
    one: 'La primera descarga de cambios lo contiene todo: una línea.',
    other: 'La primera descarga de cambios lo contiene todo: {count} líneas.',
  },
  full: 'Descargar todo',
  fullExplain:
    'Todas las categorías, los elementos y los resultados. {sis} sustituye lo que recibió antes de nosotros. Úselo para la primera importación, o si se perdió un archivo.',
  folderOff: 'No escribimos archivos por nuestra cuenta. Puede cambiarlo en la configuración.',
  folderOn:
    'Después de las sincronizaciones de cada noche escribimos un zip en la carpeta de su operador. Si no aparece ninguno, pídale que configure CSV_EXPORT_DIR.',
  folderLast:
    'Último archivo: {file}, escrito {when} ({what}), con {lineItems} elementos y {results} resultados.',
  folderDue: {
    one: 'Una línea espera el próximo archivo.',
    other: '{count} líneas esperan el próximo archivo.',
  },
  folderFailed:
    'No pudimos escribir en la carpeta el {when}. No se pierde nada: lo intentamos otra vez cada 15 minutos. Pregunte al operador si el disco está lleno o la carpeta bloqueada.',
} as const;

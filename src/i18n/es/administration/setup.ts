export const setupMessages = {
  title: 'Puesta en marcha',
  count: '{done} de {all} pasos están hechos.',
  done: 'Hecho',
  open: 'Pendiente',
  test: 'Comprobar todo ahora',
  testNote: 'Pregunta a Canvas y a {sis}. No cambia nada allí.',
  tested: 'Esto es lo que dicen ahora Canvas y {sis}.',
  steps: {
    developerKey: 'Clave de desarrollador',
    deployment: 'Instalación',
    canvasApi: 'Clave de API de Canvas',
    sis: 'Conexión con el SIS',
    firstCourse: 'Primer curso',
  },
  parts: {
    roster: 'la lista del curso (Names and Role Provisioning)',
    grades: 'la lectura de columnas y resultados',
    fields: 'los campos personalizados',
  },
  findings: {
    keyWorks: { text: 'Canvas acepta la clave de desarrollador LTI.' },
    keyRefused: {
      text: 'Canvas no acepta la clave de desarrollador LTI.',
      remedy: 'Actívela en Canvas: Admin › Claves de desarrollador.',
    },
    keyLacks: {
      text: 'La clave de desarrollador LTI no concede: {list}.',
      remedy: 'Devuélvalo en la clave o en su registro en Canvas: Admin › Claves de desarrollador.',
    },
    canvasUnreachable: {
      text: 'Canvas no respondió.',
      remedy:
        'Compruébelo de nuevo en unos minutos. Si sigue así, el operador debe revisar la dirección de Canvas.',
    },
    deploymentApproved: { text: 'Grade Passback está instalado en Canvas y aprobado.' },
    deploymentPending: {
      text: 'Grade Passback está instalado en Canvas y espera la aprobación.',
      remedy: 'El operador lo aprueba con «deployment approve».',
    },
    deploymentNone: {
      text: 'Grade Passback todavía no está instalado en Canvas.',
      remedy:
        'Instálelo con su ID de cliente en Canvas: Admin › Configuración › Aplicaciones. Después, ábralo una vez en Canvas.',
    },
    apiWorks: { text: 'Canvas acepta la clave de API.' },
    apiNone: {
      text: 'Todavía no hay clave de API de Canvas, así que Grade Passback no sabe qué tareas tienen marcado Sincronizar con {sisLabel}.',
      remedy: 'Añadir la clave de API de Canvas',
    },
    apiLost: {
      text: 'Grade Passback ya no puede leer el secreto de la clave de API de Canvas.',
      remedy: 'Escriba de nuevo la clave de API de Canvas',
    },
    apiFaulty: {
      text: 'Algo falla en la clave de API de Canvas: nadie puede conectarse o no se pueden leer los cursos.',
      remedy: 'Guarde otra vez la clave de API de Canvas para ver qué falla',
    },
    apiUntested: {
      text: 'La clave de API de Canvas está guardada. Nadie la ha usado todavía.',
      remedy: 'Compruebe todo o abra la clave de API de Canvas',
    },
    sisWorks: { text: '{sis} responde, y Grade Passback puede leer lo que necesita.' },
    sisNone: {
      text: '{sis} todavía no está conectado, así que no se puede enviar ninguna calificación.',
      remedy: 'Conectar el SIS',
    },
    sisLost: {
      text: 'Grade Passback ya no puede leer el secreto de {sis}.',
      remedy: 'Escriba de nuevo el secreto del SIS',
    },
    sisFails: {
      text: 'La prueba de la conexión con {sis} falló.',
      remedy: 'Elija Probar la conexión para ver en qué paso',
    },
    sisUntested: {
      text: 'La conexión con {sis} está guardada. Nadie la ha usado todavía.',
      remedy: 'Elija Probar la conexión',
    },
    courseSynced: {
      text: {
        one: '{count} curso ha sincronizado sus calificaciones.',
        other: '{count} cursos han sincronizado sus calificaciones.',
      },
    },
    courseTried: {
      text: 'Se inició una sincronización y ninguna ha llegado a su fin todavía.',
      remedy: 'Abrir las sincronizaciones',
    },
    courseNone: {
      text: 'Todavía ningún curso ha sincronizado calificaciones.',
      remedy: 'Un docente abre Grade Sync en un curso, elige Post Grades y se conecta a Canvas una vez.',
    },
  },
} as const;

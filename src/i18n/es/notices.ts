export const noticeMessages = {
  subject: {
    one: 'Grade Passback: {count} curso necesita su atención',
    other: 'Grade Passback: {count} cursos necesitan su atención',
  },
  lead: 'Esto pasó desde ayer por la mañana en {institution}.',
  causes: {
    failed: {
      one: 'La sincronización falló en {count} curso:',
      other: 'La sincronización falló en {count} cursos:',
    },
    attention: {
      one: 'La sincronización espera a que una conexión vuelva a funcionar en {count} curso:',
      other: 'La sincronización espera a que una conexión vuelva a funcionar en {count} cursos:',
    },
    braked: {
      one: 'La sincronización cambiaría mucho y espera a que alguien la confirme en {count} curso:',
      other: 'La sincronización cambiaría mucho y espera a que alguien la confirme en {count} cursos:',
    },
    problems: {
      one: 'No todas las calificaciones llegaron a {sis} en {count} curso:',
      other: 'No todas las calificaciones llegaron a {sis} en {count} cursos:',
    },
    drift: {
      one: '{sis} muestra otras calificaciones que las enviadas en {count} curso:',
      other: '{sis} muestra otras calificaciones que las enviadas en {count} cursos:',
    },
    schedule: {
      one: '{count} programación no inició nada:',
      other: '{count} programaciones no iniciaron nada:',
    },
  },
  more: { one: 'y {count} más', other: 'y {count} más' },
  open: 'Abra Grade Passback en Canvas para ver qué hacer.',
  reasons: {
    administrator:
      'Recibe este correo porque {institution} puso su dirección en Grade Passback, en Administración › Configuración.',
    person: 'Lo pidió usted en un curso, en Grade Sync › Configuración. Allí puede detenerlo.',
  },
  subscription: {
    title: 'Correo electrónico',
    explain:
      'Le escribimos por la mañana si una sincronización que usted inició, o su sincronización nocturna, lo necesita. El correo nombra los cursos, ningún estudiante y ninguna calificación.',
    on: 'Escribimos a {address}.',
    off: 'No recibe correo.',
    label: 'Su dirección de correo electrónico',
    fault: 'Escriba una dirección de correo electrónico.',
    save: 'Guardar',
    stop: 'Detener el correo',
    courses: 'Vale para todos sus cursos.',
  },
} as const;

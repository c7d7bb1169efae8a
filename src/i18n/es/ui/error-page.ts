export const errorPageMessages = {
  happened: 'Qué pasó',
  grades: 'Qué significa para sus calificaciones',
  todo: 'Qué hacer',
  reference: 'Referencia',
  connect: 'Conectar con Canvas',
  again: 'Ya me conecté. Continuar',
  homeTitle: 'Grade Passback está en marcha',
  home: 'Envía calificaciones de Canvas al sistema de información estudiantil (SIS) de una escuela. Ábralo desde su curso en Canvas.',
  connectedTitle: 'Canvas está conectado',
  connected: 'Puede cerrar esta ventana. Su curso en Canvas continúa solo.',
  back: 'Volver a Grade Sync',
  backToAdministration: 'Volver a Administración',
} as const;

// A simulated operating system kernel in the manner of Richards: tasks of four kinds pass packets
// through priority queues. Hot: calls to a method that differs by prototype, linked lists, bit flags.

var KIND_DEVICE = 0, KIND_WORK = 1;

var STATE_RUNNABLE = 0;
var STATE_HAS_PACKET = 1;
var STATE_WAITING = 2;
var STATE_HELD = 4;

var ID_IDLE = 0, ID_WORKER = 1, ID_HANDLER_A = 2, ID_HANDLER_B = 3, ID_DEVICE_A = 4, ID_DEVICE_B = 5;
var TASK_COUNT = 6;
var PAYLOAD = 4;

function Packet(next, id, kind) {
  this.next = next;
  this.id = id;
  this.kind = kind;
  this.datum = 0;
  this.payload = [0, 0, 0, 0];
}

Packet.prototype.appendTo = function (queue) {
  this.next = null;
  if (queue === null) return this;
  var last = queue;
  while (last.next !== null) last = last.next;
  last.next = this;
  return queue;
};

// A task's control block: what the kernel knows about it.
function Block(next, id, priority, queue, task) {
  this.next = next;
  this.id = id;
  this.priority = priority;
  this.queue = queue;
  this.task = task;
  this.state = queue === null ? STATE_WAITING : STATE_WAITING | STATE_HAS_PACKET;
}

Block.prototype.isBlocked = function () {
  return (this.state & STATE_HELD) !== 0 || this.state === STATE_WAITING;
};

Block.prototype.run = function () {
  var packet = null;
  if (this.state === (STATE_WAITING | STATE_HAS_PACKET)) {
    packet = this.queue;
    this.queue = packet.next;
    this.state = this.queue === null ? STATE_RUNNABLE : STATE_HAS_PACKET;
  }
  return this.task.run(packet);
};

// Delivers a packet and says which of the two blocks should run next.
Block.prototype.receive = function (packet, sender) {
  if (this.queue === null) {
    this.queue = packet;
    packet.next = null;
    this.state = this.state | STATE_HAS_PACKET;
    if (this.priority > sender.priority) return this;
  } else {
    this.queue = packet.appendTo(this.queue);
  }
  return sender;
};

function Kernel() {
  this.delivered = 0;
  this.holds = 0;
  this.list = null;
  this.current = null;
  this.blocks = [null, null, null, null, null, null];
}

Kernel.prototype.add = function (id, priority, queue, task) {
  this.list = new Block(this.list, id, priority, queue, task);
  this.blocks[id] = this.list;
  return this.list;
};

Kernel.prototype.schedule = function () {
  this.current = this.list;
  while (this.current !== null) {
    if (this.current.isBlocked()) this.current = this.current.next;
    else this.current = this.current.run();
  }
};

Kernel.prototype.wait = function () {
  this.current.state = this.current.state | STATE_WAITING;
  return this.current;
};

Kernel.prototype.hold = function () {
  this.holds++;
  this.current.state = this.current.state | STATE_HELD;
  return this.current.next;
};

Kernel.prototype.release = function (id) {
  var block = this.blocks[id];
  block.state = block.state & ~STATE_HELD;
  return block.priority > this.current.priority ? block : this.current;
};

Kernel.prototype.send = function (packet) {
  var target = this.blocks[packet.id];
  this.delivered++;
  packet.next = null;
  packet.id = this.current.id;
  return target.receive(packet, this.current);
};

// Wakes one device or the other, driven by a shift register; stops after a number of rounds.
function IdleTask(kernel, seed, rounds) {
  this.kernel = kernel;
  this.register = seed;
  this.rounds = rounds;
}

IdleTask.prototype.run = function () {
  this.rounds--;
  if (this.rounds === 0) return this.kernel.hold();
  if ((this.register & 1) === 0) {
    this.register = this.register >> 1;
    return this.kernel.release(ID_DEVICE_A);
  }
  this.register = (this.register >> 1) ^ 0xd008;
  return this.kernel.release(ID_DEVICE_B);
};

// Writes letters into a work packet and sends it to the handlers in turn.
function WorkerTask(kernel) {
  this.kernel = kernel;
  this.handler = ID_HANDLER_A;
  this.letter = 0;
}

WorkerTask.prototype.run = function (packet) {
  if (packet === null) return this.kernel.wait();
  this.handler = this.handler === ID_HANDLER_A ? ID_HANDLER_B : ID_HANDLER_A;
  packet.id = this.handler;
  packet.datum = 0;
  for (var i = 0; i < PAYLOAD; i++) {
    this.letter = this.letter >= 26 ? 1 : this.letter + 1;
    packet.payload[i] = this.letter;
  }
  return this.kernel.send(packet);
};

// Copies work packets letter by letter into device packets.
function HandlerTask(kernel, device) {
  this.kernel = kernel;
  this.device = device;
  this.work = null;
  this.idleDevices = null;
}

HandlerTask.prototype.run = function (packet) {
  if (packet !== null) {
    if (packet.kind === KIND_WORK) this.work = packet.appendTo(this.work);
    else this.idleDevices = packet.appendTo(this.idleDevices);
  }
  var work = this.work;
  if (work !== null) {
    if (work.datum >= PAYLOAD) {
      this.work = work.next;
      work.id = ID_WORKER;
      return this.kernel.send(work);
    }
    if (this.idleDevices !== null) {
      var device = this.idleDevices;
      this.idleDevices = device.next;
      device.id = this.device;
      device.datum = work.payload[work.datum];
      work.datum = work.datum + 1;
      return this.kernel.send(device);
    }
  }
  return this.kernel.wait();
};

// Keeps one packet "in the hardware" until the idle task releases it.
function DeviceTask(kernel) {
  this.kernel = kernel;
  this.pending = null;
  this.checksum = 0;
}

DeviceTask.prototype.run = function (packet) {
  if (packet === null) {
    if (this.pending === null) return this.kernel.wait();
    var done = this.pending;
    this.pending = null;
    return this.kernel.send(done);
  }
  this.checksum = (this.checksum * 31 + packet.datum) | 0;
  this.pending = packet;
  return this.kernel.hold();
};

function packets(count, id, kind) {
  var queue = null;
  for (var i = 0; i < count; i++) queue = new Packet(queue, id, kind);
  return queue;
}

function simulate(rounds) {
  var kernel = new Kernel();
  var deviceA = new DeviceTask(kernel), deviceB = new DeviceTask(kernel);
  kernel.add(ID_IDLE, 0, null, new IdleTask(kernel, 1, rounds)).state = STATE_RUNNABLE;
  kernel.add(ID_WORKER, 1000, packets(2, ID_WORKER, KIND_WORK), new WorkerTask(kernel));
  // A handler's packets come back to it by the sender's id, which is the device's.
  kernel.add(ID_HANDLER_A, 2000, packets(3, ID_DEVICE_A, KIND_DEVICE), new HandlerTask(kernel, ID_DEVICE_A));
  kernel.add(ID_HANDLER_B, 3000, packets(3, ID_DEVICE_B, KIND_DEVICE), new HandlerTask(kernel, ID_DEVICE_B));
  kernel.add(ID_DEVICE_A, 4000, null, new DeviceTask(kernel));
  kernel.add(ID_DEVICE_B, 5000, null, new DeviceTask(kernel));
  kernel.blocks[ID_DEVICE_A].task = deviceA;
  kernel.blocks[ID_DEVICE_B].task = deviceB;
  kernel.schedule();
  return kernel.delivered + ' ' + kernel.holds + ' ' + (deviceA.checksum ^ deviceB.checksum);
}

var line = '';
for (var i = 0; i < 220; i++) {
  var next = simulate(60000);
  if (line !== '' && next !== line) throw new Error('scheduler: ' + next + ' after ' + line);
  line = next;
}
if (line !== '139530 55811 1134664514') throw new Error('scheduler: ' + line);
console.log('scheduler: ' + line);

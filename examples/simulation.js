// Look at: classes with private fields, inheritance, accessors, iterators and a generator: customers in a supermarket.
class Random {
  #state;

  constructor(seed) {
    this.#state = seed;
  }

  next() {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) | 0;
    return (this.#state >>> 0) / 4294967296;
  }

  between(low, high) {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick(list) {
    return list[this.between(0, list.length - 1)];
  }
}

// A priority queue of events: a binary heap ordered by time, then by order of arrival.
class Agenda {
  #heap = [];
  #scheduled = 0;

  get size() {
    return this.#heap.length;
  }

  at(time, action) {
    this.#heap.push({ time, order: this.#scheduled++, action });
    let child = this.#heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!Agenda.#before(this.#heap[child], this.#heap[parent])) break;
      this.#swap(child, parent);
      child = parent;
    }
  }

  *events() {
    while (this.#heap.length > 0) {
      const [first] = this.#heap;
      const last = this.#heap.pop();
      if (this.#heap.length > 0) {
        this.#heap[0] = last;
        this.#sink(0);
      }
      yield first;
    }
  }

  #sink(at) {
    const { length } = this.#heap;
    for (;;) {
      let smallest = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < length && Agenda.#before(this.#heap[child], this.#heap[smallest])) smallest = child;
      }
      if (smallest === at) return;
      this.#swap(at, smallest);
      at = smallest;
    }
  }

  #swap(i, j) {
    [this.#heap[i], this.#heap[j]] = [this.#heap[j], this.#heap[i]];
  }

  static #before(a, b) {
    return a.time < b.time || (a.time === b.time && a.order < b.order);
  }
}

class Customer {
  static #count = 0;
  id = ++Customer.#count;
  waited = 0;

  constructor(arrival, items) {
    this.arrival = arrival;
    this.items = items;
  }

  get patience() {
    return 300;
  }

  choose(checkouts) {
    return checkouts.filter((c) => c.accepts(this)).reduce((a, b) => (b.queue.length < a.queue.length ? b : a));
  }
}

class HurriedCustomer extends Customer {
  get patience() {
    return super.patience / 3;
  }

  // Looks at the work ahead, not at the number of people.
  choose(checkouts) {
    return checkouts.filter((c) => c.accepts(this)).reduce((a, b) => (b.workAhead < a.workAhead ? b : a));
  }
}

class Checkout {
  queue = [];
  served = 0;
  busy = 0;
  serving = null;

  constructor(name, secondsPerItem) {
    this.name = name;
    this.secondsPerItem = secondsPerItem;
  }

  accepts() {
    return true;
  }

  timeFor({ items }) {
    return 20 + items * this.secondsPerItem;
  }

  get workAhead() {
    return this.queue.reduce((sum, customer) => sum + this.timeFor(customer), this.serving ? this.timeFor(this.serving) : 0);
  }

  *[Symbol.iterator]() {
    if (this.serving) yield this.serving;
    yield* this.queue;
  }
}

class ExpressCheckout extends Checkout {
  accepts({ items }) {
    return items <= 10;
  }
}

class SelfCheckout extends Checkout {
  timeFor(customer) {
    return super.timeFor(customer) + (customer.items > 20 ? 60 : 0);
  }
}

class Market {
  #agenda = new Agenda();
  #random;
  left = 0;
  waits = [];
  longest = 0;

  constructor(checkouts, seed) {
    this.checkouts = checkouts;
    this.#random = new Random(seed);
  }

  open(seconds) {
    let time = 0;
    while (time < seconds) {
      time += this.#random.between(2, 14);
      const Kind = this.#random.pick([Customer, Customer, HurriedCustomer]);
      const customer = new Kind(time, this.#random.between(1, 40));
      this.#agenda.at(time, (now) => this.#arrive(customer, now));
    }
    let last = 0;
    for (const { time: now, action } of this.#agenda.events()) {
      action(now);
      last = now;
    }
    return last;
  }

  #arrive(customer, now) {
    const checkout = customer.choose(this.checkouts);
    checkout.queue.push(customer);
    this.longest = Math.max(this.longest, [...checkout].length);
    this.#agenda.at(now + customer.patience, () => this.#leaveIfWaiting(checkout, customer));
    if (!checkout.serving) this.#serve(checkout, now);
  }

  #leaveIfWaiting(checkout, customer) {
    const at = checkout.queue.indexOf(customer);
    if (at < 0) return;
    checkout.queue.splice(at, 1);
    this.left++;
  }

  #serve(checkout, now) {
    const customer = checkout.queue.shift() ?? null;
    checkout.serving = customer;
    if (customer === null) return;
    customer.waited = now - customer.arrival;
    this.waits.push(customer.waited);
    const time = checkout.timeFor(customer);
    checkout.busy += time;
    this.#agenda.at(now + time, (then) => {
      checkout.served++;
      this.#serve(checkout, then);
    });
  }

  get averageWait() {
    return this.waits.reduce((a, b) => a + b, 0) / this.waits.length;
  }
}

const DAYS = 20;
const totals = new Map();
for (let day = 1; day <= DAYS; day++) {
  const market = new Market(
    [
      ...['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((name) => new Checkout(name, 2)),
      new ExpressCheckout('X', 2),
      new SelfCheckout('S', 3),
    ],
    day * 7919,
  );
  const closed = market.open(12 * 60 * 60);
  for (const { name, served, busy } of market.checkouts) {
    const total = totals.get(name) ?? { served: 0, busy: 0, open: 0 };
    totals.set(name, { served: total.served + served, busy: total.busy + busy, open: total.open + closed });
  }
  if (day % 5 === 0) {
    console.log(
      `day ${day}: ${market.waits.length} served, ${market.left} left, ` +
        `average wait ${market.averageWait.toFixed(1)} s, longest queue ${market.longest}`,
    );
  }
}
for (const [name, { served, busy, open }] of totals) {
  console.log(`checkout ${name}: ${served} served, busy ${((100 * busy) / open).toFixed(1)} %`);
}

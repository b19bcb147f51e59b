package io.millrace.server.sharedobject;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What happened with all shared objects since the start, and how many there are. Any thread may read. */
public final class SharedObjectCounters {
    /** Objects that exist, persistent ones without users included. */
    public final AtomicInteger objects = new AtomicInteger();

    /** Size of all slots. */
    public final AtomicLong bytes = new AtomicLong();

    /** Slots set or removed. */
    public final LongAdder changes = new LongAdder();

    /** Messages sent to all users of an object. */
    public final LongAdder messages = new LongAdder();

    /** What users asked for and did not get: a status told them. */
    public final LongAdder refused = new LongAdder();

    /** Persistent objects that were not made because their maker has made too many; counted as refused too. */
    public final LongAdder tooManyPersistent = new LongAdder();

    /** Users that were too slow and were sent the content in place of the changes that led to it. */
    public final LongAdder resyncs = new LongAdder();

    /** Events that came too fast for an application's listener. */
    public final LongAdder missedByListeners = new LongAdder();

    /** Times that changes could not be written; they are kept and written later. */
    public final LongAdder writeFailures = new LongAdder();

    SharedObjectCounters() {}
}

package io.millrace.amf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The complex values of a message in order of appearance, for the references that follow [A0-05, A3-08]. */
final class ReferenceTable<V> {
    private static final class Slot<V> {
        private @Nullable V value;
        private Budget.@Nullable Cost cost;
    }

    private final Budget budget;
    private final List<Slot<V>> slots = new ArrayList<>();

    ReferenceTable(Budget budget) {
        this.budget = budget;
    }

    /** Reads a value that takes its place in the table before its content is read, so that cycles have an index. */
    V define(Supplier<? extends V> content) {
        var slot = new Slot<V>();
        slots.add(slot);
        var mark = budget.enter();
        V value = content.get();
        slot.cost = budget.leave(mark);
        slot.value = value;
        return value;
    }

    /**
     * The very value at {@code index}, or nothing while that is still being read.
     *
     * @throws AmfException if there is none, or if repeating it goes above a limit
     */
    Optional<V> resolve(int index) {
        if (index >= slots.size()) {
            throw new AmfException("reference to value " + index + " of " + slots.size());
        }
        var slot = slots.get(index);
        if (slot.value == null || slot.cost == null) {
            return Optional.empty();
        }
        budget.repeat(slot.cost);
        return Optional.of(slot.value);
    }
}

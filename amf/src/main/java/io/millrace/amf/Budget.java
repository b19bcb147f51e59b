package io.millrace.amf;

/**
 * What the values of one message have cost so far, shared by its AMF0 reader and the AMF3 readers that one starts.
 *
 * <p>A reference of three bytes can stand for a large value, so it costs what that value did, text included. This keeps
 * everything that walks a decoded value (equals, hashCode, toString) within a multiple of the limit, however often the
 * references in it double.
 */
final class Budget {
    /** Repeated text is charged too, one element for this much: a short name costs nothing extra. */
    private static final int TEXT_PER_ELEMENT = 64;

    /** What a complex value came to: elements and text (characters, bytes) below it; its levels, itself included. */
    record Cost(long elements, long text, int height) {}

    /** Where the totals stood when a complex value began. */
    record Mark(long elements, long text, int deepest) {}

    private final AmfLimits limits;
    private long elements;
    private long text;
    private int depth;
    private int deepest;

    Budget(AmfLimits limits) {
        this.limits = limits;
    }

    /** Charges values that were read, or that are about to be. */
    void elements(long count) {
        elements += count;
        if (elements > limits.elements()) {
            throw new AmfException("more than " + limits.elements() + " elements in one message");
        }
    }

    /** Notes text that came with its bytes: it is free, but a reference to it will not be. */
    void text(int length) {
        text += length;
    }

    /** Charges text that a reference repeats. */
    void repeatText(long length) {
        elements(length / TEXT_PER_ELEMENT);
        text += length;
    }

    /** Charges a complex value that a reference repeats. */
    void repeat(Cost cost) {
        elements(cost.elements());
        repeatText(cost.text());
        reach(depth + cost.height());
    }

    /** One level down. */
    Mark enter() {
        var mark = new Mark(elements, text, deepest);
        deepest = 0;
        reach(++depth);
        return mark;
    }

    /** One level up again. */
    Cost leave(Mark mark) {
        var cost = new Cost(elements - mark.elements(), text - mark.text(), deepest - depth + 1);
        deepest = Math.max(deepest, mark.deepest());
        depth--;
        return cost;
    }

    private void reach(int level) {
        if (level > limits.depth()) {
            throw new AmfException("more than " + limits.depth() + " levels of values inside each other");
        }
        deepest = Math.max(deepest, level);
    }
}

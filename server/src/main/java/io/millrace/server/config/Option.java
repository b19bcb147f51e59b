package io.millrace.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares one configuration option, once, on a record component. The defaults, the loader, the environment names, the
 * range check and {@code docs/configuration.md} all read it. The key is the component's name in kebab-case.
 *
 * <p>A component whose type is a record, or a map to a record, is a group of options and has no default of its own.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Option {
    /** What it does, in one or two sentences for the person who writes the file. */
    String doc();

    /** The default, written as it would be in the file. */
    String byDefault() default "";

    /** The smallest value allowed, written as in the file. No number, size or duration is ever below zero. */
    String min() default "0";

    /** The largest value allowed, written as in the file; empty for no limit but the type's. */
    String max() default "";

    /** Another option of the same group and type, by its key; this one must not be smaller. Empty for none. */
    String notBelow() default "";
}

-- Every count and every sum, in one pass over the wide table: area_poverty_contribution turns it and adds up nothing.
{{ config(meta={'dagster': {'ref': {'name': 'int_area_results_summed'}}}) }}
{{ test_children_sum_to_parent(ref('int_area_results_summed'), area_results() | list) }}

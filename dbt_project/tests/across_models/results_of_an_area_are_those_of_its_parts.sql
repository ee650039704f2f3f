-- Every count and every sum of an area equals the total of its parts. The test reads the wide table once;
-- area_poverty_contribution adds up nothing.
{{ config(meta={'dagster': {'ref': {'name': 'int_area_results_summed'}}}) }}
{{ test_children_sum_to_parent(ref('int_area_results_summed'), result_measures() | map(attribute='name') | list) }}
